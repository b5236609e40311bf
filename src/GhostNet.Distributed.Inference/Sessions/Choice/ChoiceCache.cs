using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Measurements of earlier loads, a file each. It only saves time: what is missing, damaged or cannot be written is measured again.</summary>
internal sealed class ChoiceCache(string folder)
{
    private const int MaxBytes = 16 << 20;

    /// <summary>The measurement, or null.</summary>
    public MeasuredModel? TryRead(ChoiceKey key)
    {
        var path = Path.Combine(folder, key.FileName);
        try
        {
            return !File.Exists(path) || new FileInfo(path).Length > MaxBytes ? null : Parse(key, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The measurement in a file, or null when it is another's or damaged.</summary>
    internal static MeasuredModel? Parse(ChoiceKey key, ReadOnlySpan<byte> json)
    {
        try
        {
            // A name is half a digest: the key itself says whose measurement it is.
            return JsonSerializer.Deserialize(json, ChoiceJson.Default.Entry) is { Model: { Timings: not null, PlainScores: not null } model } entry && entry.Key == key
                && model.Timings.All(timing => timing is not null && Enum.IsDefined(timing.Target) && timing.Batch is >= 1 and <= 256 && double.IsFinite(timing.MillisecondsPerImage) && timing.MillisecondsPerImage > 0)
                ? model
                : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Keeps a measurement.</summary>
    /// <returns>Why it could not be kept; null when it was.</returns>
    public string? TryWrite(ChoiceKey key, MeasuredModel model)
    {
        var path = Path.Combine(folder, key.FileName);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new Entry(key, model), ChoiceJson.Default.Entry));
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return e.Message;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is a temporary file of a cache that cannot be written to: nobody misses it.
        }
    }

    /// <summary>The content of a file.</summary>
    internal sealed record Entry(ChoiceKey Key, MeasuredModel Model);
}

/// <summary>Measurements as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChoiceCache.Entry))]
internal sealed partial class ChoiceJson : JsonSerializerContext;
