using System.Buffers.Binary;
using System.Text.Json;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>
/// Reads safetensors (https://github.com/huggingface/safetensors): eight bytes with the header's length, a JSON header, and the tensors one after another
/// without gaps.
/// </summary>
internal static class SafeTensorsReader
{
    // The limit of the format's own library.
    private const ulong MaxHeaderBytes = 100_000_000;

    private const int LengthBytes = 8;

    public static StateDictionary Read(CheckpointSource source, string? section)
    {
        if (section is not null)
        {
            throw source.Fault($"a safetensors file has no section {section}", "whole file", "Leave the section out; the file is one state dictionary.");
        }

        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(source.Bytes);
        if (headerLength > MaxHeaderBytes || headerLength > (ulong)(source.Bytes.Length - LengthBytes))
        {
            throw source.Fault($"its header claims {headerLength} bytes and the file has {source.Bytes.Length}", "byte 0");
        }

        var entries = ReadHeader(source, source.Bytes.AsMemory(LengthBytes, (int)headerLength));
        var data = source.Bytes.AsMemory(LengthBytes + (int)headerLength);
        CheckRanges(source, entries, data.Length);
        var prefix = TensorNames.WrapperLength([.. entries.Select(e => e.Name)]);
        return new(entries
            .Where(e => IsWeight(source, e))
            .Select(e => new WeightTensor(e.Name[prefix..], e.Shape, e.Element.DecodeAll(data.Span[e.Begin..e.End]))));
    }

    private static List<SafeTensorsEntry> ReadHeader(CheckpointSource source, ReadOnlyMemory<byte> header)
    {
        try
        {
            using var document = JsonDocument.Parse(header, new() { MaxDepth = 4 });
            var entries = new List<SafeTensorsEntry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!names.Add(member.Name))
                {
                    throw source.Fault($"its header names {member.Name} twice", "header");
                }

                if (member.Name != "__metadata__")
                {
                    entries.Add(SafeTensorsEntry.Parse(source, member));
                }
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw source.Fault($"its header is not readable: {e.Message}", $"bytes {LengthBytes} to {LengthBytes + header.Length}", inner: e);
        }
    }

    /// <summary>The format wants the data covered without gaps and overlaps; with that the file's length also bounds what is allocated.</summary>
    private static void CheckRanges(CheckpointSource source, List<SafeTensorsEntry> entries, int dataLength)
    {
        var end = 0;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end)
            {
                throw source.Fault($"tensor {entry.Name} begins at {entry.Begin} of the data, expected {end}", "header");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            throw source.Fault($"its tensors take {end} bytes and the file has {dataLength} after the header", $"byte {source.Bytes.Length}");
        }
    }

    private static bool IsWeight(CheckpointSource source, SafeTensorsEntry entry)
    {
        if (!entry.Element.IsFloat() && !TensorNames.IsCounter(entry.Name))
        {
            throw source.Fault($"tensor {entry.Name} holds integers", "header", TensorAssembly.IntegerAdvice);
        }

        return entry.Element.IsFloat();
    }
}
