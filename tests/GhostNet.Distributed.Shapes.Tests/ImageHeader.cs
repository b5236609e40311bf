using System.Buffers.Binary;

namespace GhostNet.Distributed.Shapes.Tests;

/// <summary>What the first bytes of an image file say, read without any decoder: size, number of components, and a JPEG's chroma sampling and first quantiser.</summary>
internal sealed record ImageHeader(bool IsPng, int Width, int Height, int Components, string Sampling, int FirstQuantiser)
{
    private const byte StartOfFrame = 0xC0;
    private const byte QuantisationTable = 0xDB;

    public static ImageHeader Read(ReadOnlySpan<byte> file) => file[0] == 0x89 ? ReadPng(file) : ReadJpeg(file);

    // IHDR is always first; colour type 2 is RGB, 0 grey.
    private static ImageHeader ReadPng(ReadOnlySpan<byte> file) =>
        new(true, BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]), file[25] == 2 ? 3 : 1, "none", 0);

    private static ImageHeader ReadJpeg(ReadOnlySpan<byte> file)
    {
        var quantiser = 0;
        for (var at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]))
        {
            var body = file[(at + 4)..];
            if (file[at + 1] == QuantisationTable && quantiser == 0)
            {
                quantiser = body[1];
            }
            else if (file[at + 1] == StartOfFrame)
            {
                // Precision, height, width, components, and for each: id, sampling factors, table.
                var height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
                var width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
                var sampling = body[5] == 1 ? "none" : $"{body[7] >> 4}x{body[7] & 15}";
                return new ImageHeader(false, width, height, body[5], sampling, quantiser);
            }
        }
    }
}
