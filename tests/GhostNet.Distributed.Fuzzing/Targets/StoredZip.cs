using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A zip of stored entries, as PyTorch writes them; written here, since the framework's writer takes ten times as long.</summary>
internal static class StoredZip
{
    private const int LocalHeader = 30;
    private const int DirectoryHeader = 46;

    /// <summary>The zip of these entries.</summary>
    public static byte[] Of(IReadOnlyList<(string Name, byte[] Content)> entries)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        Span<byte> header = stackalloc byte[DirectoryHeader];
        Span<byte> local = stackalloc byte[LocalHeader];
        foreach (var (name, content) in entries)
        {
            var nameBytes = Encoding.UTF8.GetBytes(name);
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014b50);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 20);
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 20);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Crc32.HashToUInt32(content));
            BinaryPrimitives.WriteInt32LittleEndian(header[20..], content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[24..], content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)nameBytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[42..], (int)file.Length);
            directory.Write(header);
            directory.Write(nameBytes);

            local.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034b50);
            header[6..32].CopyTo(local[4..]);
            file.Write(local);
            file.Write(nameBytes);
            file.Write(content);
        }

        Span<byte> end = stackalloc byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)entries.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end[12..], (int)directory.Length);
        BinaryPrimitives.WriteInt32LittleEndian(end[16..], (int)file.Length);
        directory.WriteTo(file);
        file.Write(end);
        return file.ToArray();
    }
}
