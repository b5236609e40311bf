using System.Collections.Immutable;
using System.Text.Json;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>One tensor of a safetensors header; <see cref="Begin"/> and <see cref="End"/> are bytes after the header, half-open.</summary>
internal sealed record SafeTensorsEntry(string Name, ElementType Element, ImmutableArray<int> Shape, int Begin, int End)
{
    public static SafeTensorsEntry Parse(CheckpointSource source, JsonProperty member)
    {
        var element = member.Value.GetProperty("dtype").GetString() switch
        {
            "F32" => ElementType.Float32,
            "F16" => ElementType.Float16,
            "BF16" => ElementType.BFloat16,
            "F64" => ElementType.Float64,
            "I64" or "U64" => ElementType.Integer64,
            "I32" or "U32" => ElementType.Integer32,
            "I16" or "U16" => ElementType.Integer16,
            "I8" or "U8" or "BOOL" => ElementType.Integer8,
            var other => throw source.Fault($"tensor {member.Name} has the element type {other}", "header", "F32, F16, BF16 and F64 weights are read; save the weights as one of these."),
        };
        ImmutableArray<int> shape = [.. member.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
        var offsets = member.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
        {
            throw source.Fault($"tensor {member.Name} has {offsets.GetArrayLength()} data offsets; expected begin and end", "header");
        }

        var (begin, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
        var bytes = shape.Aggregate((Int128)element.Bytes(), (n, d) => n > int.MaxValue ? n : n * d);
        if (begin < 0 || end < begin || shape.Any(d => d < 0) || bytes != end - begin)
        {
            throw source.Fault($"tensor {member.Name} of shape {WeightTensor.Describe(shape)} lies at {begin} to {end}; expected {bytes} bytes", "header");
        }

        return new(member.Name, element, shape, begin, end);
    }
}
