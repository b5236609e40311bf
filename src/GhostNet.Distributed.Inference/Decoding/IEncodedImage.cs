namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>An image whose header has been read and whose pixels have not; decoded at most once, then disposed.</summary>
public interface IEncodedImage : IDisposable
{
    /// <summary>Format and size.</summary>
    ImageHeader Header { get; }

    /// <summary>Decodes <paramref name="rows"/> into <paramref name="into"/>.</summary>
    /// <returns>Null when every row was handed over and the whole image is sound as far as it can be told without decoding the other rows; else the fault, and the rows handed over are worthless.</returns>
    ImageFault? Decode(RowRange rows, IPixelRows into);
}
