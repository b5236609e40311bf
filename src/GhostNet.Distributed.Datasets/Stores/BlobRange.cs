namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Bytes of a blob: from <see cref="Offset"/> on, at most <see cref="Length"/> of them (null: to the end). A range is cut to the blob: what lies beyond its end
/// reads as nothing. The default is the whole blob.
/// </summary>
public readonly record struct BlobRange
{
    /// <summary>Bytes from an offset on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the length is negative.</exception>
    public BlobRange(long offset, long? length = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        Offset = offset;
        Length = length;
    }

    /// <summary>First byte, counted from 0.</summary>
    public long Offset { get; }

    /// <summary>Number of bytes; null up to the blob's end.</summary>
    public long? Length { get; }

    /// <summary>Number of bytes that the range has of a blob of this length.</summary>
    public long LengthWithin(long blobLength) => Math.Min(Length ?? long.MaxValue, Math.Max(0, blobLength - Offset));
}
