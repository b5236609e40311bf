using GhostNet.Distributed.Benchmarks.Inputs;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>The threads that decode, resize and infer, which carry their model's name.</summary>
internal static class InferenceThreads
{
    /// <summary>Whether a thread of this name (cut to 15 characters by Linux) is one.</summary>
    public static bool Are(string name, GhostNetModel model) => name == $"{model.Name} inference"[..Math.Min(15, model.Name.Length + " inference".Length)];
}
