using System.Buffers.Binary;
using System.Text;

namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>Reads a pickle's bytes forward; every read is checked against the end.</summary>
internal sealed class PickleCursor(CheckpointSource source, string place, ReadOnlyMemory<byte> bytes)
{
    private const int MaxLineBytes = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int Position { get; private set; }

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    /// <summary>Pickles keep their floats big-endian, whatever the machine.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position))
        {
            throw source.Fault($"its pickle ends where {count} more bytes were expected", $"{place}, offset {Position} of {bytes.Length}");
        }

        var span = bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return span;
    }

    public string Text(ulong count)
    {
        var start = Position;
        try
        {
            return StrictUtf8.GetString(Bytes(count));
        }
        catch (DecoderFallbackException e)
        {
            throw source.Fault("a text in its pickle is not UTF-8", $"{place}, offset {start}", inner: e);
        }
    }

    /// <summary>Text up to a line feed, which is left out.</summary>
    public string Line()
    {
        var length = bytes.Span[Position..].IndexOf((byte)'\n');
        if (length is < 0 or > MaxLineBytes)
        {
            throw source.Fault("a name in its pickle has no end", $"{place}, offset {Position}");
        }

        var text = Text((ulong)length);
        Position++;
        return text;
    }
}
