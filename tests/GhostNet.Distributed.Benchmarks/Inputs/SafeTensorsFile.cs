using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Benchmarks.Inputs;

/// <summary>Weights as a file for those that do not read ONNX: the header's length, a JSON header, and the values one tensor after another.</summary>
internal static class SafeTensorsFile
{
    private const int LengthBytes = sizeof(ulong);

    /// <summary>Writes every tensor as float32, in its order.</summary>
    public static async Task WriteAsync(string path, StateDictionary weights)
    {
        var header = new JsonObject();
        var end = 0L;
        foreach (var tensor in weights)
        {
            var begin = end;
            end += (long)tensor.Values.Length * sizeof(float);
            header[tensor.Name] = new JsonObject { ["dtype"] = "F32", ["shape"] = new JsonArray([.. tensor.Shape.Select(d => (JsonNode)d)]), ["data_offsets"] = new JsonArray(begin, end) };
        }

        var text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        await using var file = File.Create(path);
        await file.WriteAsync(length);
        await file.WriteAsync(text);
        foreach (var tensor in weights)
        {
            await file.WriteAsync(MemoryMarshal.AsBytes(tensor.Values.Span).ToArray());
        }
    }
}
