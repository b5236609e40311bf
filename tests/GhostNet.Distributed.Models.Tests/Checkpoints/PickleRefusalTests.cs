using System.IO.Compression;
using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

/// <summary>What a pickle may not do, in both of PyTorch's formats.</summary>
public sealed class PickleRefusalTests
{
    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("numpy.core.multiarray", "scalar")]
    [InlineData("argparse", "Namespace")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("torch", "load")]
    public void Names_outside_the_list_are_refused_by_name(string module, string name)
    {
        var call = new PickleAssembler().Global(module, name).Text("echo").Raw(0x85).Op('R').Stop();
        var stacked = new PickleAssembler().Text(module).Text(name).Raw(0x93).Op(')').Op('R').Stop();
        var instance = new PickleAssembler().Op('(').Raw([(byte)'i', .. System.Text.Encoding.UTF8.GetBytes($"{module}\n{name}\n")]).Stop();

        foreach (var pickle in (byte[][])[call, stacked, instance])
        {
            foreach (var file in (byte[][])[TorchFiles.Zip(pickle), TorchFiles.Legacy(pickle)])
            {
                var refusal = Assert.Throws<CheckpointException>(() => CheckpointTests.Read(file));
                Assert.Contains($"asks for {module}.{name}", refusal.Message);
                Assert.Contains("Nothing was executed", refusal.Message);
            }
        }
    }

    [Fact]
    public void Unknown_class_beside_the_weights_is_refused_too()
    {
        var pickle = new PickleAssembler().Op('}').Op('(')
            .Text("state_dict").Op('}').Text("w").Tensor("0", "FloatStorage", 1, 0, [1], [1]).Op('s')
            .Text("args").Global("argparse", "Namespace").Op(')').Raw(0x81)
            .Op('u').Stop();

        var refusal = Assert.Throws<CheckpointException>(() => CheckpointTests.Read(TorchFiles.Zip(pickle, ("data/0", new byte[4]))));

        Assert.Contains("argparse.Namespace", refusal.Fault);
        Assert.Contains("archive/data.pkl, offset", refusal.Place);
        Assert.Contains("torch.save(model.state_dict()", refusal.Advice);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "empty", new PickleAssembler().Stop() },
        { "no dictionary", new PickleAssembler().Int(5).Stop() },
        { "dictionary without tensors", new PickleAssembler().Op('}').Stop() },
        { "mark that is not there", new PickleAssembler().Op('t').Stop() },
        { "value below the mark", new PickleAssembler().Int(1).Op('(').Op('0').Stop() },
        { "recall of nothing", new PickleAssembler().Op('h').Raw(9).Stop() },
        { "append to no list", new PickleAssembler().Int(1).Int(2).Op('a').Stop() },
        { "key without value", new PickleAssembler().Op('}').Op('(').Text("a").Op('u').Stop() },
        { "call of a number", new PickleAssembler().Int(1).Op(')').Op('R').Stop() },
        { "call of a storage type", new PickleAssembler().Global("torch", "FloatStorage").Op(')').Op('R').Stop() },
        { "tensor of texts", new PickleAssembler().Global("torch._utils", "_rebuild_tensor_v2").Op('(').Text("a").Text("b").Text("c").Text("d").Text("e").Text("f").Op('t').Op('R').Stop() },
        { "filled dictionary call", new PickleAssembler().Global("collections", "OrderedDict").Op(']').Raw(0x85).Op('R').Stop() },
        { "persistent text", new PickleAssembler().Text("x").Op('Q').Stop() },
        { "state of a number", new PickleAssembler().Int(1).Int(2).Op('b').Stop() },
        { "instruction of protocol 0", new PickleAssembler().Raw("I5\n"u8).Stop() },
        { "extension", new PickleAssembler().Raw(0x82, 1).Stop() },
        { "text longer than the file", new PickleAssembler().Raw((byte)'X', 0xff, 0xff, 0xff, 0x7f).Stop() },
        { "text of 2^64 bytes", new PickleAssembler().Raw(0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).Stop() },
        { "text that is not UTF-8", new PickleAssembler().Raw((byte)'X', 1, 0, 0, 0, 0xff).Stop() },
        { "deep stack", new PickleAssembler().Raw(Enumerable.Repeat((byte)'N', 200_000).ToArray()).Stop() },
        { "deep marks", new PickleAssembler().Raw(Enumerable.Repeat((byte)'(', 200_000).ToArray()).Stop() },
        { "one name, two storages", new PickleAssembler().Op('}').Op('(').Text("a").Tensor("0", "FloatStorage", 1, 0, [1], [1]).Text("b").Tensor("0", "LongStorage", 1, 0, [1], [1]).Op('u').Stop() },
        { "negative storage", new PickleAssembler().Op('}').Text("a").Tensor("0", "FloatStorage", -1, 0, [1], [1]).Op('s').Stop() },
        { "storage of 2^62 elements", new PickleAssembler().Op('}').Text("a").Tensor("0", "FloatStorage", 1L << 62, 0, [1L << 30, 1L << 30], [0, 0]).Op('s').Stop() },
        { "storage that is not there", new PickleAssembler().Op('}').Text("a").Tensor("7", "FloatStorage", 1, 0, [1], [1]).Op('s').Stop() },
        { "storage outside the folder", new PickleAssembler().Op('}').Text("a").Tensor("../../etc/passwd", "FloatStorage", 1, 0, [1], [1]).Op('s').Stop() },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_pickles_are_refused(string what, byte[] pickle)
    {
        foreach (var file in (byte[][])[TorchFiles.Zip(pickle, ("data/0", new byte[4])), TorchFiles.Legacy(pickle, ("0", 1, new byte[4]))])
        {
            var refusal = Assert.Throws<CheckpointException>(() => CheckpointTests.Read(file));
            Assert.True(refusal.Fault.Length > 10, what);
        }
    }

    [Fact]
    public void Tensors_that_share_one_storage_cannot_fill_the_memory()
    {
        const int Elements = 1 << 20;
        var pickle = new PickleAssembler().Op('}').Op('(');
        for (var i = 0; i < 300; i++)
        {
            pickle.Text($"t{i}").Tensor("0", "FloatStorage", Elements, 0, [Elements], [1]);
        }

        var file = TorchFiles.Zip(pickle.Op('u').Stop(), ("data/0", new byte[4 * Elements]));

        Assert.Contains("more than 268435456 elements", Assert.Throws<CheckpointException>(() => CheckpointTests.Read(file)).Message);
    }

    [Fact]
    public void Compressed_entries_are_refused_before_they_are_expanded()
    {
        var pickle = new PickleAssembler().Op('}').Text("w").Tensor("0", "FloatStorage", 1 << 20, 0, [1 << 20], [1]).Op('s').Stop();

        var refusal = Assert.Throws<CheckpointException>(() => CheckpointTests.Read(TorchFiles.Zip(CompressionLevel.Optimal, pickle, ("data/0", new byte[4 << 20]))));

        Assert.Contains("never compresses", refusal.Advice);
    }
}
