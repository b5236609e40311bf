using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using GhostNet.Distributed.Models.Checkpoints.Pickles;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>
/// Reads the format before PyTorch 1.6: pickles of a magic number, the protocol version, facts of the machine, the object and the storages' keys; then each
/// storage as its number of elements (8 bytes) and its bytes, in the order of the keys.
/// </summary>
internal sealed class PyTorchLegacyReader
{
    private const int ProtocolVersion = 1001;
    private const string Advice = "Expected a file made by torch.save; other pickles are not read. Save the weights with torch.save(model.state_dict(), 'weights.pth').";

    private static readonly BigInteger MagicNumber =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly CheckpointSource source;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> storages = new(StringComparer.Ordinal);
    private int position;

    private PyTorchLegacyReader(CheckpointSource source) => this.source = source;

    public static (StateDictionary Weights, string? Section) Read(CheckpointSource source, string? section) => new PyTorchLegacyReader(source).Read(section);

    private (StateDictionary Weights, string? Section) Read(string? section)
    {
        if (Next("magic number").Run() is not BigInteger magic || magic != MagicNumber)
        {
            throw source.Fault("it is a pickle, but does not begin with PyTorch's magic number", "byte 0", Advice);
        }

        var versionAt = position;
        if (Next("protocol version").Run() is not (long)ProtocolVersion)
        {
            throw source.Fault($"its protocol version is not {ProtocolVersion}", $"byte {versionAt}", Advice);
        }

        if (Next("machine facts").Run() is PickleDictionary machine && machine.Find("little_endian") is false)
        {
            throw source.Fault(
                "it was saved on a big-endian machine",
                $"byte {versionAt}",
                "Load it where it was made and save it on a little-endian machine.");
        }

        var objectPickle = Next("object");
        var place = objectPickle.Place;
        var (tensors, found) = SectionChoice.Choose(source, place, objectPickle.Run(), section);
        ReadStorages(objectPickle.Storages);
        return (TensorAssembly.Assemble(source, place, tensors, Find), found);
    }

    /// <summary>The pickle at the current position; running it moves on behind it.</summary>
    private PickleMachine Next(string name) => new(source, $"{name} pickle at byte {position}", source.Bytes.AsMemory(position), end => position += end);

    private void ReadStorages(IReadOnlyDictionary<string, StorageReference> references)
    {
        var keysAt = position;
        if (Next("storage keys").Run() is not List<object?> keys)
        {
            throw source.Fault("its list of storage keys is no list", $"byte {keysAt}");
        }

        foreach (var key in keys)
        {
            if (key is not string name || !references.TryGetValue(name, out var reference) || storages.ContainsKey(name))
            {
                throw source.Fault($"it lists the storage key {key ?? "None"}, which no tensor names or which came before", $"byte {keysAt}");
            }

            storages.Add(name, ReadStorage(reference));
        }
    }

    private ReadOnlyMemory<byte> ReadStorage(StorageReference reference)
    {
        const int CountBytes = 8;
        var left = source.Bytes.Length - position - CountBytes;
        var bytes = (Int128)reference.Count * reference.Element.Bytes();
        if (left < 0 || bytes > left)
        {
            throw source.Fault($"it ends inside storage {reference.Key}, which needs {bytes} bytes", $"byte {position} of {source.Bytes.Length}");
        }

        var count = BinaryPrimitives.ReadInt64LittleEndian(source.Bytes.AsSpan(position));
        if (count != reference.Count)
        {
            throw source.Fault($"storage {reference.Key} has {count} elements; its tensors expect {reference.Count}", $"byte {position}");
        }

        var start = position + CountBytes;
        position = start + (int)bytes;
        return source.Bytes.AsMemory(start, (int)bytes);
    }

    private ReadOnlyMemory<byte> Find(StorageReference storage) =>
        storages.TryGetValue(storage.Key, out var bytes) ? bytes : throw source.Fault($"storage {storage.Key} is not in the file", $"byte {position}");
}
