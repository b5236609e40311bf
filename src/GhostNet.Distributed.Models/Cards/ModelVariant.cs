namespace GhostNet.Distributed.Models.Cards;

/// <summary>
/// A graph of the same network beside the plain one, laid out for a kind of processor: the word of its target (see <see cref="Onnx.GraphTarget"/>; one that is not known here is passed over), the
/// name of its file in the model's folder, and the SHA-256 of that.
/// </summary>
public sealed record ModelVariant(string Target, string File, string Digest);
