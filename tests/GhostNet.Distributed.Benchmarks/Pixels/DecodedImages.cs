using System.Diagnostics.CodeAnalysis;
using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>A decoder whose images are decoded already, so that what follows can be measured alone: "encoded" is the image's number in one byte.</summary>
internal sealed class DecodedImages(IReadOnlyList<DecodedImages.Pixels> images) : IImageDecoder
{
    /// <summary>Decodes all rows of each.</summary>
    public static DecodedImages Of(IEnumerable<byte[]> files)
    {
        using var decoder = new SkiaDecoder();
        return new([.. files.Select(file =>
        {
            var pixels = decoder.TryOpen(file, out var image, out var fault) ? new Pixels(image.Header) : throw new InvalidOperationException($"An image of the benchmark is not decodable: {fault}");
            using (image)
            {
                return image.Decode(new(0, image.Header.Height), pixels) is { } refused ? throw new InvalidOperationException($"An image of the benchmark is not decodable: {refused}") : pixels;
            }
        })]);
    }

    /// <inheritdoc/>
    public bool TryOpen(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out IEncodedImage? image, [NotNullWhen(false)] out ImageFault? fault)
    {
        (image, fault) = (images[encoded.Span[0]], null);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>One image's pixels, taken once and handed over any number of times.</summary>
    internal sealed class Pixels(ImageHeader header) : IEncodedImage, IPixelRows
    {
        private readonly byte[] _rgbx = new byte[header.Width * header.Height * 4];

        /// <inheritdoc/>
        public ImageHeader Header => header;

        /// <inheritdoc/>
        public void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx) => rgbx.CopyTo(_rgbx.AsSpan(firstRow * header.Width * 4));

        /// <inheritdoc/>
        public ImageFault? Decode(RowRange rows, IPixelRows into)
        {
            var rowBytes = header.Width * 4;
            into.Accept(rows.First, rows.Count, _rgbx.AsSpan(rows.First * rowBytes, rows.Count * rowBytes));
            return null;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
        }
    }
}
