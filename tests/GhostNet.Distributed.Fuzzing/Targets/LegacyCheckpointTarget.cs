using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Tests.Checkpoints;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary><c>.pth</c> of the time before PyTorch 1.6: pickles one behind the other. Half of the inputs are whole but for the pickle of the tensors.</summary>
internal sealed class LegacyCheckpointTarget() : FuzzTarget("checkpoint-legacy", FormatKind.Binary, [.. PickleSeeds.Pickles.Select(p => TorchFiles.Legacy(p, PickleSeeds.Storages))], PickleSeeds.Words)
{
    private readonly Mutator _pickles = new(FormatKind.Binary, [.. PickleSeeds.Pickles, PickleSeeds.OfPyTorch()], PickleSeeds.Words);

    /// <inheritdoc/>
    public override byte[] Make(Random random) => random.Next(2) == 0 ? base.Make(random) : TorchFiles.Legacy(_pickles.Make(random), PickleSeeds.Storages);

    /// <inheritdoc/>
    public override bool Accepts(byte[] input) => CheckpointUse.Accepts(() => Checkpoint.Read(CheckpointSource.Of("fuzz.pth", input), null));
}
