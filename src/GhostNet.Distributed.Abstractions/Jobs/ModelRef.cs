namespace GhostNet.Distributed;

/// <summary>A model in the ledger's store: its name and the SHA-256 of its <c>.onnx</c> file, in lower-case hexadecimal.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ModelRef")]
public sealed record ModelRef([property: Id(0)] string Name, [property: Id(1)] string Digest);
