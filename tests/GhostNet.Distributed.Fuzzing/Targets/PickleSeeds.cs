using GhostNet.Distributed.Models.Tests.Checkpoints;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Pickles of small state dictionaries, and what pickles are made of.</summary>
internal static class PickleSeeds
{
    /// <summary>The storages that all of <see cref="Pickles"/> name: four floats, two halves, one integer of 64 bits.</summary>
    public static readonly (string Key, long Count, byte[] Content)[] Storages =
    [
        ("0", 4, TorchFiles.Floats(1, 2, 3, 4)),
        ("1", 2, [0, 0x3c, 0, 0x40]),
        ("2", 1, [7, 0, 0, 0, 0, 0, 0, 0]),
    ];

    /// <summary>A bare dictionary, one within a trainer's file, one with every kind of value beside the tensors.</summary>
    public static readonly byte[][] Pickles =
    [
        Tensors(new PickleAssembler().Global("collections", "OrderedDict").Op(')').Op('R').Op('(')).Op('u').Stop(),
        Tensors(new PickleAssembler().Op('}').Op('(').Text("epoch").Int(90).Text("state_dict").Op('}').Op('(')).Op('u').Op('u').Stop(),
        Tensors(new PickleAssembler().Op('}').Raw((byte)'q', 0).Op('(').Text("args").Op(']').Raw((byte)'r', 1, 0, 0, 0).Op('(').Op('N').Raw(0x88).Raw((byte)'G', 0x3f, 0xf0, 0, 0, 0, 0, 0, 0).Op('e').Text("model").Op('}').Op('('))
            .Text("again").Raw((byte)'h', 0).Op('u').Op('u').Stop(),
    ];

    /// <summary>Instructions with and without their arguments, and the names that are known.</summary>
    public static readonly byte[][] Words =
    [
        .. "(.01GJKMNQRTUXBCabcdehijlqrstu)]}"u8.ToArray().Select(code => new[] { code }),
        .. new byte[] { 0x80, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x8d, 0x93, 0x94, 0x95 }.Select(code => new[] { code }),
        .. Texts.Utf8("ccollections\nOrderedDict\n)R", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch\nSize\n", "ctorch\nFloatStorage\n", "ctorch\nLongStorage\n", "cos\nsystem\n", "X\u0007\0\0\0storageQ"),
        [0x8a, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0x8a, 0xff],
        [(byte)'X', 0xff, 0xff, 0xff, 0xff],
        [0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [(byte)'r', 0xff, 0xff, 0xff, 0xff],
        [(byte)'h', 0, (byte)'h', 0, (byte)'s'],
        [(byte)'(', (byte)'(', (byte)'(', (byte)'(', (byte)'(', (byte)'(', (byte)'(', (byte)'('],
    ];

    /// <summary>The head of a checkpoint that PyTorch itself wrote, for its way of saying things.</summary>
    public static byte[] OfPyTorch()
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(Repository.Fixture("checkpoints", "ghostnet-w010-c10.zip.pth"));
        using var pickle = archive.Entries.Single(e => e.Name == "data.pkl").Open();
        using var copy = new MemoryStream();
        pickle.CopyTo(copy);
        return copy.ToArray()[..2048];
    }

    private static PickleAssembler Tensors(PickleAssembler pickle) => pickle
        .Text("module.conv.weight").Tensor("0", "FloatStorage", 4, 0, [2, 2], [2, 1])
        .Text("module.conv.bias").Tensor("0", "FloatStorage", 4, 1, [3], [1])
        .Text("module.bn.weight").Tensor("1", "HalfStorage", 2, 0, [2, 1], [1, 1])
        .Text("module.bn.num_batches_tracked").Tensor("2", "LongStorage", 1, 0, [], []);
}
