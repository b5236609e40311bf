using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>What <c>manifest.json</c> says of a dataset: how many samples, which version, and where they are.</summary>
public sealed record ManifestHeader
{
    /// <summary>
    /// The newest version of the format that this library writes and reads. 1: samples of path, label and length. 2: samples may also have a tag, a shard and an offset;
    /// written only where one has, so that what earlier releases can read they still can.
    /// </summary>
    public const int CurrentSchemaVersion = 2;

    /// <summary>Version of the format: 1 to <see cref="CurrentSchemaVersion"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the dataset: <see cref="ManifestDigest"/> over its samples, 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Number of samples that have a label.</summary>
    public required int Labelled { get; init; }

    /// <summary>Number of classes that labels are indices of; null when it was not known.</summary>
    public int? Classes { get; init; }

    /// <summary>The parts in order; their samples, one part after the other, are the dataset.</summary>
    public required ImmutableArray<ManifestPart> Parts { get; init; }
}

/// <summary>One part of a manifest: the SHA-256 of its blob (64 hexadecimal digits), the blob's length in bytes and the number of samples in it.</summary>
public sealed record ManifestPart(string Digest, long Length, int Samples);
