using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

/// <summary>Wraps a pickle and its storages as torch.save does.</summary>
internal static class TorchFiles
{
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Content)[] more) => Zip(CompressionLevel.NoCompression, pickle, more);

    public static byte[] Zip(CompressionLevel compression, byte[] pickle, params (string Name, byte[] Content)[] more)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in more.Prepend(("data.pkl", pickle)))
            {
                using var entry = archive.CreateEntry("archive/" + name, compression).Open();
                entry.Write(content);
            }
        }

        return file.ToArray();
    }

    public static byte[] Legacy(byte[] pickle, params (string Key, long Count, byte[] Content)[] storages) => Legacy(littleEndian: true, pickle, storages);

    public static byte[] Legacy(bool littleEndian, byte[] pickle, params (string Key, long Count, byte[] Content)[] storages)
    {
        byte[] magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];
        var version = new PickleAssembler().Int(1001).Stop();
        var machine = new PickleAssembler().Op('}').Text("little_endian").Raw(littleEndian ? (byte)0x88 : (byte)0x89).Op('s').Stop();
        var keys = new PickleAssembler().Op(']').Op('(');
        foreach (var storage in storages)
        {
            keys.Text(storage.Key);
        }

        List<byte> file = [.. magic, .. version, .. machine, .. pickle, .. keys.Op('e').Stop()];
        var count = new byte[8];
        foreach (var storage in storages)
        {
            BinaryPrimitives.WriteInt64LittleEndian(count, storage.Count);
            file.AddRange(count);
            file.AddRange(storage.Content);
        }

        return [.. file];
    }

    /// <summary>Little-endian floats.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] SafeTensors(string header, params byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file, 8 + json.Length);
        return file;
    }
}
