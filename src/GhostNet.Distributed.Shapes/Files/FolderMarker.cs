using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Shapes.Files;

/// <summary>The file <c>shapes.json</c>: says what a folder is meant to hold, and, once everything is there, its digest.</summary>
internal sealed record FolderMarker(string Dataset, int Generator, int Images)
{
    /// <summary>Sum of the images' lengths; null until everything is there.</summary>
    public long? Bytes { get; init; }

    /// <summary>See <see cref="ShapesFolder.Digest"/>; null until everything is there.</summary>
    public string? Digest { get; init; }

    /// <summary>The marker of a folder; null when it has none.</summary>
    /// <exception cref="ShapesFolderException">The file is not a marker.</exception>
    public static FolderMarker? Read(string folder)
    {
        var path = Path.Combine(folder, ShapesDataset.MarkerName);
        if (!File.Exists(path))
        {
            return null;
        }

        return Parse(path, File.ReadAllBytes(path));
    }

    /// <summary>The marker in a file.</summary>
    /// <exception cref="ShapesFolderException">It is none.</exception>
    internal static FolderMarker? Parse(string path, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FolderMarkerJson.Default.FolderMarker);
        }
        catch (JsonException e)
        {
            throw new ShapesFolderException($"{path} is not readable ({e.Message}); nothing was changed. Delete the folder or choose another.", e);
        }
    }

    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, ShapesDataset.MarkerName), JsonSerializer.SerializeToUtf8Bytes(this, FolderMarkerJson.Default.FolderMarker));
}

/// <summary>Written by generated code, so that it also works trimmed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FolderMarker))]
internal sealed partial class FolderMarkerJson : JsonSerializerContext;
