using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>The machine and process that did the work, as they described themselves.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.HostFacts")]
public sealed record HostFacts
{
    /// <summary>Name of the silo, unique in its cluster.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Architecture of the process: <c>x64</c>, <c>arm64</c>.</summary>
    [Id(1)]
    public required string Architecture { get; init; }

    /// <summary>The processor's model name, as the operating system tells it.</summary>
    [Id(2)]
    public required string Processor { get; init; }

    /// <summary>Processors that the process may use.</summary>
    [Id(3)]
    public required int Cores { get; init; }

    /// <summary>Inference threads.</summary>
    [Id(4)]
    public required int Threads { get; init; }

    /// <summary>Images of one inference call, at most.</summary>
    [Id(5)]
    public required int BatchSize { get; init; }

    /// <summary>The operating system.</summary>
    [Id(6)]
    public required string OperatingSystem { get; init; }

    /// <summary>The .NET runtime.</summary>
    [Id(7)]
    public required string Framework { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    [Id(8)]
    public required string OnnxRuntime { get; init; }

    /// <summary>This product's version.</summary>
    [Id(9)]
    public required string Product { get; init; }

    /// <summary>The node's labels in the form of a <see cref="NodeSelector"/>, such as <c>arch=arm64,pool=edge</c>; null when it told none.</summary>
    [Id(10)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Labels { get; init; }

    /// <summary>What the graph of the model is laid out for: <c>plain</c>, <c>avx512</c>, <c>avx2</c> or <c>arm64</c>; null when no model is loaded or the host did not tell.</summary>
    [Id(11)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Graph { get; init; }
}
