namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>The words for <see cref="CheckpointFormat"/> in cards and messages.</summary>
public static class CheckpointFormatNames
{
    /// <summary><c>pytorch-zip</c>, <c>pytorch-legacy</c> or <c>safetensors</c>.</summary>
    public static string Word(this CheckpointFormat format) => format switch
    {
        CheckpointFormat.PyTorchZip => "pytorch-zip",
        CheckpointFormat.PyTorchLegacy => "pytorch-legacy",
        _ => "safetensors",
    };
}
