using System.IO.Compression;
using System.Text;
using GhostNet.Distributed.Models.Checkpoints.Pickles;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>
/// Reads the format of PyTorch 1.6 and later: a zip with <c>{name}/data.pkl</c>, <c>{name}/data/{key}</c> for every storage and, since 2.1,
/// <c>{name}/byteorder</c>.
/// </summary>
internal sealed class PyTorchZipReader
{
    private const string PickleEntry = "data.pkl";

    private readonly CheckpointSource source;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> storages = new(StringComparer.Ordinal);
    private readonly string folder;
    private long bytesLeft;

    private PyTorchZipReader(CheckpointSource source, ZipArchive archive)
    {
        this.source = source;
        bytesLeft = source.Bytes.Length;
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw source.Fault($"its archive holds the entry {entry.FullName} twice", "archive directory");
            }
        }

        var pickle = entries.Keys.FirstOrDefault(IsPickle)
            ?? throw source.Fault(
                $"its archive has no {PickleEntry}",
                "archive directory",
                "It is a zip, but not one that torch.save made; expected a .pth or .safetensors file.");
        folder = pickle[..^PickleEntry.Length];
    }

    public static (StateDictionary Weights, string? Section) Read(CheckpointSource source, string? section)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(source.Bytes, writable: false), ZipArchiveMode.Read);
            return new PyTorchZipReader(source, archive).Read(section);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw source.Fault($"its zip archive is not readable: {e.Message}", "archive", inner: e);
        }
    }

    private (StateDictionary Weights, string? Section) Read(string? section)
    {
        if (entries.ContainsKey(folder + "byteorder") && Encoding.ASCII.GetString(ReadEntry(folder + "byteorder")) is var order && order != "little")
        {
            throw source.Fault(
                $"its byte order is '{order}'; only little-endian files are read",
                $"entry {folder}byteorder",
                "Load it where it was made and save it on a little-endian machine.");
        }

        var place = $"entry {folder}{PickleEntry}";
        var machine = new PickleMachine(source, place, ReadEntry(folder + PickleEntry));
        var (tensors, found) = SectionChoice.Choose(source, place, machine.Run(), section);
        return (TensorAssembly.Assemble(source, place, tensors, ReadStorage), found);
    }

    private static bool IsPickle(string entry) =>
        entry == PickleEntry || (entry.EndsWith("/" + PickleEntry, StringComparison.Ordinal) && entry.Count(c => c == '/') == 1);

    private ReadOnlyMemory<byte> ReadStorage(StorageReference storage)
    {
        if (!storages.TryGetValue(storage.Key, out var bytes))
        {
            bytes = ReadEntry($"{folder}data/{storage.Key}");
            storages.Add(storage.Key, bytes);
        }

        if (bytes.Length != (Int128)storage.Count * storage.Element.Bytes())
        {
            throw source.Fault(
                $"its entry has {bytes.Length} bytes; {storage.Count} elements of {storage.Element} need {(Int128)storage.Count * storage.Element.Bytes()}",
                $"entry {folder}data/{storage.Key}");
        }

        return bytes;
    }

    /// <summary>
    /// The bytes of an entry. PyTorch stores its entries uncompressed, so nothing can be larger than the file, and all entries together cannot be: a declared
    /// size beyond that, or a compressed entry, is refused before anything is allocated.
    /// </summary>
    private byte[] ReadEntry(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            throw source.Fault($"its archive has no entry {name}", "archive directory");
        }

        if (entry.CompressedLength != entry.Length)
        {
            throw source.Fault(
                $"it declares {entry.Length} bytes in {entry.CompressedLength} of the archive",
                $"entry {name}",
                "PyTorch never compresses; repack the archive with zip -0, or save the weights again.");
        }

        if (entry.Length > bytesLeft)
        {
            throw source.Fault($"it declares {entry.Length} bytes, more than the file of {source.Bytes.Length} has left", $"entry {name}");
        }

        bytesLeft -= entry.Length;
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
