namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>
/// A file that cannot be read as a checkpoint. The message names the file, what is wrong, where, and what to do; nothing in the file has been executed.
/// </summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes the exception from its four parts.</summary>
    public CheckpointException(string file, string fault, string place, string advice, Exception? inner = null)
        : base($"{file} cannot be read as a checkpoint: {fault} ({place}). {advice}", inner) =>
        (File, Fault, Place, Advice) = (file, fault, place, advice);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Fault { get; }

    /// <summary>Where: a byte offset, an entry of the archive or a tensor.</summary>
    public string Place { get; }

    /// <summary>What to do about it.</summary>
    public string Advice { get; }
}
