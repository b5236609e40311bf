using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Reads encoded images, decided by their content. An instance owns buffers and belongs to one thread.</summary>
public interface IImageDecoder : IDisposable
{
    /// <summary>Reads the header.</summary>
    /// <param name="encoded">The file's bytes; not changed, and in use until <paramref name="image"/> is disposed.</param>
    /// <param name="image">The opened image, when there is no fault.</param>
    /// <param name="fault">Why there is none.</param>
    bool TryOpen(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out IEncodedImage? image, [NotNullWhen(false)] out ImageFault? fault);
}
