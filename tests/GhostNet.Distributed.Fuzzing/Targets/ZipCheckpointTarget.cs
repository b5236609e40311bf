using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary><c>.pth</c> since PyTorch 1.6: a zip. Its pickle is damaged by itself and packed again, and the zip too.</summary>
internal sealed class ZipCheckpointTarget() : FuzzTarget("checkpoint-zip", FormatKind.Binary, [.. PickleSeeds.Pickles.Select(p => Pack(p, "archive/"))], ZipWords)
{
    private static readonly byte[][] ZipWords = [.. Texts.Utf8("PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006", "PK\u0006\u0007", "archive/data.pkl", "archive/data/0", "../"), [0xff, 0xff, 0xff, 0xff]];

    private readonly Mutator _pickles = new(FormatKind.Binary, [.. PickleSeeds.Pickles, PickleSeeds.OfPyTorch()], PickleSeeds.Words);

    /// <inheritdoc/>
    public override byte[] Make(Random random) => random.Next(3) == 0 ? base.Make(random) : Pack(_pickles.Make(random), random.Next(16) switch { 0 => "", 1 => "a/b/", _ => "archive/" });

    /// <inheritdoc/>
    public override bool Accepts(byte[] input) => CheckpointUse.Accepts(() => Checkpoint.Read(CheckpointSource.Of("fuzz.pth", input), null));

    private static byte[] Pack(byte[] pickle, string folder) => StoredZip.Of(
    [
        ($"{folder}data.pkl", pickle),
        ($"{folder}byteorder", "little"u8.ToArray()),
        .. PickleSeeds.Storages.Select(s => ($"{folder}data/{s.Key}", s.Content)),
    ]);
}
