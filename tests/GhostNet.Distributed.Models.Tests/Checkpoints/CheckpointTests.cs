using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

public sealed class CheckpointTests
{
    [Theory]
    [InlineData(FixtureCheckpoints.Safe, CheckpointFormat.SafeTensors, null, "e9427ff618b36d7ede9586550aaa427ecbbc273115267731f4c7565d815ca356")]
    [InlineData(FixtureCheckpoints.Zip, CheckpointFormat.PyTorchZip, null, "37260c1abb7d0c3ac866b14ba7be5de7b7c2f5cf9f68c238e647a10357cb468a")]
    [InlineData(FixtureCheckpoints.Legacy, CheckpointFormat.PyTorchLegacy, null, "329d28c657dbd237bdabf15260693970ef6de549ecff034b347a77002d08720f")]
    [InlineData(FixtureCheckpoints.Trainer, CheckpointFormat.PyTorchZip, "state_dict", "5acd8588a555479b858667adde2f87cea2bf7cf9ba835c072a2260188feebca4")]
    public void Every_format_holds_the_same_weights(string file, CheckpointFormat format, string? section, string digest)
    {
        var reference = FixtureCheckpoints.Read(FixtureCheckpoints.Safe).Weights;

        var checkpoint = FixtureCheckpoints.Read(file);

        Assert.Equal((file, format, section, digest), (checkpoint.File, checkpoint.Format, checkpoint.Section, checkpoint.Digest));
        Assert.Equal(reference.Count, checkpoint.Weights.Count);
        Assert.All(checkpoint.Weights, t => Assert.True(t.Values.Span.SequenceEqual(reference[t.Name].Values.Span), t.Name));
    }

    [Fact]
    public void Format_is_told_by_content_and_not_by_extension()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(CheckpointFormat.SafeTensors, Checkpoint.Read(folder.Write("a.pth", FixtureCheckpoints.Bytes(FixtureCheckpoints.Safe))).Format);
        Assert.Equal(CheckpointFormat.PyTorchLegacy, Checkpoint.Read(folder.Write("b.safetensors", FixtureCheckpoints.Bytes(FixtureCheckpoints.Legacy))).Format);
    }

    [Theory]
    [InlineData("HalfStorage", new byte[] { 0x00, 0x3e, 0x00, 0xc1 }, 2)]
    [InlineData("BFloat16Storage", new byte[] { 0xc0, 0x3f, 0x20, 0xc0 }, 2)]
    [InlineData("DoubleStorage", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x04, 0xc0 }, 2)]
    public void Other_floating_point_storages_become_floats(string type, byte[] storage, int count)
    {
        var pickle = new PickleAssembler().Op('}').Text("w").Tensor("0", type, count, 0, [count], [1]).Op('s').Stop();

        foreach (var file in (byte[][])[TorchFiles.Zip(pickle, ("data/0", storage)), TorchFiles.Legacy(pickle, ("0", count, storage))])
        {
            Assert.Equal([1.5f, -2.5f], Read(file).Weights["w"].Values.ToArray());
        }
    }

    [Fact]
    public void Strided_tensors_are_gathered()
    {
        var storage = TorchFiles.Floats(0, 1, 2, 3, 4, 5, 6);
        // 2×3 of the elements 1…6, transposed: shape 3×2 with strides 1 and 3; and the scalar behind it.
        var pickle = new PickleAssembler().Op('}').Op('(')
            .Text("t").Tensor("0", "FloatStorage", 7, 1, [3, 2], [1, 3])
            .Text("s").Tensor("0", "FloatStorage", 7, 6, [], [])
            .Text("none").Tensor("0", "FloatStorage", 7, 7, [0, 2], [2, 1])
            .Op('u').Stop();

        var weights = Read(TorchFiles.Zip(pickle, ("data/0", storage))).Weights;

        Assert.Equal([1f, 4, 2, 5, 3, 6], weights["t"].Values.ToArray());
        Assert.Equal([6f], weights["s"].Values.ToArray());
        Assert.Equal([0, 2], weights["none"].Shape);
    }

    [Theory]
    [InlineData(7, new long[] { 1 }, new long[] { 1 }, "outside its storage")]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 }, "outside its storage")]
    [InlineData(0, new long[] { 3, 2 }, new long[] { 3, 1 }, "outside its storage")]
    [InlineData(0, new long[] { 1L << 31, 1L << 31, 4 }, new long[] { 1, 1, 1 }, "axis 0")]
    [InlineData(0, new long[] { int.MaxValue, int.MaxValue, int.MaxValue }, new long[] { 0, 0, 0 }, "more elements than its storage")]
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue }, "outside its storage")]
    [InlineData(0, new long[] { 2 }, new long[] { -1 }, "stride -1")]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 1 }, "2 axes and 1 strides")]
    public void Tensors_outside_their_storage_are_refused_by_name(long offset, long[] shape, long[] strides, string fault)
    {
        var pickle = new PickleAssembler().Op('}').Text("conv.weight").Tensor("0", "FloatStorage", 7, offset, shape, strides).Op('s').Stop();

        var refusal = Assert.Throws<CheckpointException>(() => Read(TorchFiles.Zip(pickle, ("data/0", new byte[28]))));

        Assert.Contains("conv.weight", refusal.Message);
        Assert.Contains(fault, refusal.Message);
    }

    [Fact]
    public void Parameters_of_old_PyTorch_are_tensors()
    {
        var pickle = new PickleAssembler().Op('}').Text("w")
            .Global("torch._utils", "_rebuild_parameter").Op('(').Tensor("0", "FloatStorage", 1, 0, [1], [1]).Raw(0x88).Op(')').Op('t').Op('R')
            .Op('s').Stop();

        Assert.Equal([5f], Read(TorchFiles.Zip(pickle, ("data/0", TorchFiles.Floats(5)))).Weights["w"].Values.ToArray());
    }

    [Fact]
    public void Averaged_weights_are_taken_only_when_asked_for()
    {
        var file = TorchFiles.Zip(
            new PickleAssembler().Op('}').Op('(')
                .Text("epoch").Int(3)
                .Text("state_dict_ema").Op('}').Text("w").Tensor("0", "FloatStorage", 1, 0, [1], [1]).Op('s')
                .Text("model").Op('}').Text("module._orig_mod.w").Tensor("1", "FloatStorage", 1, 0, [1], [1]).Op('s')
                .Op('u').Stop(),
            ("data/0", TorchFiles.Floats(10)),
            ("data/1", TorchFiles.Floats(11)));

        var plain = Read(file);
        var averaged = Read(file, "state_dict_ema");

        Assert.Equal(("model", 11f), (plain.Section, plain.Weights["w"].Values.Span[0]));
        Assert.Equal(("state_dict_ema", 10f), (averaged.Section, averaged.Weights["w"].Values.Span[0]));
        Assert.Contains("epoch, state_dict_ema, model", Assert.Throws<CheckpointException>(() => Read(file, "weights")).Message);
    }

    [Fact]
    public void Integer_weights_are_refused_and_integer_counters_left_out()
    {
        var counter = new PickleAssembler().Op('}').Op('(')
            .Text("bn.num_batches_tracked").Tensor("0", "LongStorage", 1, 0, [], [])
            .Text("bn.weight").Tensor("1", "FloatStorage", 1, 0, [1], [1])
            .Op('u').Stop();
        var quantised = new PickleAssembler().Op('}').Text("conv.weight").Tensor("0", "CharStorage", 8, 0, [8], [1]).Op('s').Stop();

        Assert.Equal(["bn.weight"], Read(TorchFiles.Zip(counter, ("data/0", new byte[8]), ("data/1", new byte[4]))).Weights.Names);
        Assert.Contains("conv.weight holds integers", Assert.Throws<CheckpointException>(() => Read(TorchFiles.Zip(quantised, ("data/0", new byte[8])))).Message);
    }

    [Fact]
    public void Big_endian_files_are_refused()
    {
        var pickle = new PickleAssembler().Op('}').Text("w").Tensor("0", "FloatStorage", 1, 0, [1], [1]).Op('s').Stop();

        var zip = Assert.Throws<CheckpointException>(() => Read(TorchFiles.Zip(pickle, ("data/0", new byte[4]), ("byteorder", "big"u8.ToArray()))));
        var legacy = Assert.Throws<CheckpointException>(() => Read(TorchFiles.Legacy(littleEndian: false, pickle, ("0", 1, new byte[4]))));

        Assert.Contains("little-endian", zip.Message);
        Assert.Contains("big-endian", legacy.Message);
        Assert.Single(Read(TorchFiles.Zip(pickle, ("data/0", new byte[4]), ("byteorder", "little"u8.ToArray()))).Weights);
    }

    internal static Checkpoint Read(byte[] file, string? section = null)
    {
        using var folder = new TemporaryFolder();
        return Checkpoint.Read(folder.Write("checkpoint.bin", file), section);
    }
}
