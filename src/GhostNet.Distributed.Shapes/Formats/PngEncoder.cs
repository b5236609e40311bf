using System.Buffers.Binary;

namespace GhostNet.Distributed.Shapes.Formats;

/// <summary>PNG with stored (uncompressed) blocks: deflate libraries choose their matches by CPU and version, and these bytes may not differ.</summary>
internal static class PngEncoder
{
    private const int MaxStoredBlock = 0xFFFF;

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Encodes pixels: RGBX of 4 bytes, or of 1 byte for a grey image.</summary>
    public static byte[] Encode(byte[] pixels, in PhotoFormat format)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, format.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), format.Height);
        header[8] = 8;
        header[9] = (byte)(format.IsGray ? 0 : 2);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Store(Scanlines(pixels, format)));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // Every line begins with its filter: 0, none.
    private static byte[] Scanlines(byte[] pixels, in PhotoFormat format)
    {
        var (stored, kept) = format.IsGray ? (1, 1) : (4, 3);
        var lines = new byte[format.Height * (1 + (format.Width * kept))];
        var at = 0;
        for (var i = 0; i < pixels.Length; i += stored)
        {
            at += i % (format.Width * stored) == 0 ? 1 : 0;
            pixels.AsSpan(i, kept).CopyTo(lines.AsSpan(at));
            at += kept;
        }

        return lines;
    }

    // RFC 1950 around RFC 1951's block type 0.
    private static byte[] Store(byte[] content)
    {
        using var zlib = new MemoryStream();
        zlib.Write([0x78, 0x01]);
        Span<byte> header = stackalloc byte[5];
        for (var at = 0; at < content.Length; at += MaxStoredBlock)
        {
            var length = Math.Min(MaxStoredBlock, content.Length - at);
            header[0] = (byte)(at + length == content.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~length);
            zlib.Write(header);
            zlib.Write(content.AsSpan(at, length));
        }

        WriteBigEndian(zlib, Adler32(content));
        return zlib.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] content)
    {
        WriteBigEndian(file, (uint)content.Length);
        file.Write(type);
        file.Write(content);
        WriteBigEndian(file, ~Crc(Crc(uint.MaxValue, type), content));
    }

    private static void WriteBigEndian(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(bytes);
    }

    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        uint sum = 1, sums = 0;
        foreach (var value in content)
        {
            sum = (sum + value) % 65521;
            sums = (sums + sum) % 65521;
        }

        return (sums << 16) | sum;
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> content)
    {
        foreach (var value in content)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
