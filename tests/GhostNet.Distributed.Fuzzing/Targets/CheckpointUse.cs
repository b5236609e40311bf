using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>What happens to a checkpoint that can be read: every tensor of it is looked at.</summary>
internal static class CheckpointUse
{
    /// <summary>Reads a checkpoint and looks at each of its tensors.</summary>
    public static bool Accepts(Func<Checkpoint> read)
    {
        Checkpoint checkpoint;
        try
        {
            checkpoint = read();
        }
        catch (CheckpointException)
        {
            return false;
        }

        foreach (var tensor in checkpoint.Weights)
        {
            _ = tensor.ToString();
            if (!checkpoint.Weights.TryGet(tensor.Name, out var found) || found != tensor)
            {
                throw new InvalidOperationException($"The tensor {tensor.Name} is not found by its name.");
            }
        }

        return true;
    }
}
