using GhostNet.Distributed.Models.Checkpoints.Formats;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>A trained network's weights as they lie in a file: PyTorch (zip or legacy, bare state dictionary or trainer file) or safetensors.</summary>
public sealed record Checkpoint
{
    /// <summary>Name of the file, without its folder.</summary>
    public required string File { get; init; }

    /// <summary>How the file is written.</summary>
    public required CheckpointFormat Format { get; init; }

    /// <summary>SHA-256 of the file, in lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The key of the trainer file that the weights were under, such as <c>state_dict</c>; null for a bare state dictionary.</summary>
    public string? Section { get; init; }

    /// <summary>
    /// The weights, as 32-bit floats. A prefix <c>module.</c> or <c>_orig_mod.</c> that all names share is stripped; integer counters are left out.
    /// </summary>
    public required StateDictionary Weights { get; init; }

    /// <summary>Reads a checkpoint of at most 1 GiB. No code in the file is ever executed. Blocks while the file is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="section">
    /// The key of a trainer file to read, such as <c>state_dict_ema</c>. Null takes the first of state_dict, model_state_dict, model, net and, only when
    /// there are none of these, the averaged weights state_dict_ema, model_ema.
    /// </param>
    /// <exception cref="CheckpointException">The file is absent, damaged, of another kind, or asks for code that is not a tensor's.</exception>
    public static Checkpoint Read(string path, string? section = null) => Read(CheckpointSource.Open(path), section);

    /// <summary>Reads a checkpoint whose bytes are in memory.</summary>
    /// <exception cref="CheckpointException">As of the other method.</exception>
    internal static Checkpoint Read(CheckpointSource source, string? section)
    {
        var format = FormatDetection.Detect(source);
        var (weights, found) = format switch
        {
            CheckpointFormat.PyTorchZip => PyTorchZipReader.Read(source, section),
            CheckpointFormat.PyTorchLegacy => PyTorchLegacyReader.Read(source, section),
            _ => (SafeTensorsReader.Read(source, section), null),
        };
        return new() { File = source.File, Format = format, Digest = source.Digest, Section = found, Weights = weights };
    }
}
