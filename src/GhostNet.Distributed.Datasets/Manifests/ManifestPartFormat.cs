using System.Collections.Immutable;
using System.Text.Json;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>Reads and checks a part: one sample a line, as JSON.</summary>
internal static class ManifestPartFormat
{
    /// <summary>The samples in these bytes.</summary>
    /// <param name="content">The blob.</param>
    /// <param name="expected">Number of samples that the header promises.</param>
    /// <param name="classes">Number of classes, where known.</param>
    /// <param name="damaged">Makes the exception for a fault.</param>
    internal static ImmutableArray<ManifestSample> Read(ReadOnlySpan<byte> content, int expected, int? classes, Func<string, ManifestException> damaged)
    {
        var samples = ImmutableArray.CreateBuilder<ManifestSample>(expected);
        string? before = null;
        for (var line = 1; content.Length > 0; line++)
        {
            var end = content.IndexOf((byte)'\n');
            if (end < 0 || samples.Count == expected)
            {
                throw damaged(end < 0 ? $"line {line} has no end" : $"expected {expected} samples; found more");
            }

            var sample = Parse(content[..end], line, damaged);
            if (SampleFault.Of(sample, before, classes) is { } fault)
            {
                throw damaged($"line {line}: {fault}");
            }

            samples.Add(sample);
            before = sample.Path;
            content = content[(end + 1)..];
        }

        return samples.Count == expected ? samples.MoveToImmutable() : throw damaged($"expected {expected} samples; found {samples.Count}");
    }

    private static ManifestSample Parse(ReadOnlySpan<byte> line, int number, Func<string, ManifestException> damaged)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ManifestJson.Readable.ManifestSample) ?? throw damaged($"line {number}: expected a sample; found null");
        }
        catch (JsonException e)
        {
            throw damaged($"line {number}: expected a sample in JSON; found {e.Message.TrimEnd('.')}");
        }
    }
}
