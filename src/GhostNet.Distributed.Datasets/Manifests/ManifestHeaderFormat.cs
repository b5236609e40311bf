using System.Text.Json;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>Reads and checks <c>manifest.json</c>.</summary>
internal static class ManifestHeaderFormat
{
    /// <summary>The header in these bytes.</summary>
    /// <param name="content">The blob.</param>
    /// <param name="name">Name of the dataset that the blob belongs to.</param>
    /// <param name="digest">Version of the dataset that the blob belongs to.</param>
    /// <param name="damaged">Makes the exception for a fault.</param>
    /// <param name="otherVersion">Makes the exception for a header of another version of the format.</param>
    internal static ManifestHeader Read(
        byte[] content, DatasetName name, ContentDigest digest, Func<string, ManifestException> damaged, Func<string, ManifestException> otherVersion)
    {
        ManifestHeader? header;
        try
        {
            RefuseOtherVersions(content, damaged, otherVersion);
            header = JsonSerializer.Deserialize(content, ManifestJson.Readable.ManifestHeader);
        }
        // A document makes a text of its bytes only when it is asked for: then what is no Unicode shows as an invalid operation.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw damaged($"expected a header in JSON; found {e.Message.TrimEnd('.')}");
        }

        return header is null ? throw damaged("expected a header; found null") : Fault(header, name, digest) is { } fault ? throw damaged(fault) : header;
    }

    // Before anything else: a later version may have properties that this one would call unknown, and that message would mislead.
    private static void RefuseOtherVersions(byte[] content, Func<string, ManifestException> damaged, Func<string, ManifestException> otherVersion)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 4 });
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("schemaVersion", out var version))
        {
            throw damaged($"expected a JSON object with schemaVersion 1 to {ManifestHeader.CurrentSchemaVersion}; found none");
        }

        if (version.GetRawText() is not ("1" or "2"))
        {
            throw otherVersion($"expected schemaVersion 1 to {ManifestHeader.CurrentSchemaVersion}; found {version.GetRawText()}. Another version of this program wrote it: read it with that one, or index the dataset under another name.");
        }
    }

    private static string? Fault(ManifestHeader header, DatasetName name, ContentDigest digest)
    {
        if (header.Name != name.Value || header.Digest != digest.Value)
        {
            return $"expected dataset {name} with digest {digest}; found {header.Name} with {header.Digest}";
        }

        if (header.Parts.IsDefaultOrEmpty)
        {
            return "expected at least one part; found none";
        }

        foreach (var part in header.Parts)
        {
            if (part is null
                || !ContentDigest.TryParse(part.Digest, out _)
                || part.Samples is < 1 or > ManifestWriter.SamplesPerPart
                || part.Length is < 1 or > ManifestReader.MaxPartBytes)
            {
                return $"expected parts of 1 to {ManifestWriter.SamplesPerPart} samples with a SHA-256 and a length; found {part?.ToString() ?? "null"}";
            }
        }

        var samples = header.Parts.Sum(p => (long)p.Samples);
        return samples != header.Samples ? $"expected {header.Samples} samples in the parts together; found {samples}"
            : header.Labelled < 0 || header.Labelled > header.Samples ? $"expected 0 to {header.Samples} labelled samples; found {header.Labelled}"
            : header.Classes < 1 ? $"expected at least one class; found {header.Classes}"
            : null;
    }
}
