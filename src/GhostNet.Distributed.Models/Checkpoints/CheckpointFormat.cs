namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>How a checkpoint is written; told by the content of the file, never by its extension.</summary>
public enum CheckpointFormat
{
    /// <summary>PyTorch 1.6 and later: a zip of a pickle and one entry a storage.</summary>
    PyTorchZip,

    /// <summary>PyTorch before 1.6: five pickles, then the storages.</summary>
    PyTorchLegacy,

    /// <summary>A JSON header, then the tensors.</summary>
    SafeTensors,
}
