namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>
/// Why a sample has no prediction. An expected outcome, so a value and not an exception. <see cref="Detail"/> is for people: a clause such as
/// <c>JPEG ends at byte 18432, before its end-of-image marker, after row 120 of 375</c>.
/// </summary>
public sealed record ImageFault(ImageFaultKind Kind, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Detail}";
}
