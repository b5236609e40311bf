using System.Text.Json;

namespace GhostNet.Distributed;

/// <summary>
/// The other content that a result blob may have: the shard will never be accepted as a whole, its halves count instead. Created as any result is, so it wins or
/// loses against a worker that was about to commit the whole.
/// </summary>
public sealed record ShardSplit
{
    /// <summary>What <see cref="Kind"/> says; a result has no such property.</summary>
    public const string Word = "split";

    /// <summary>Version of the format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Always <see cref="Word"/>.</summary>
    public string Kind { get; init; } = Word;

    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>Position of the shard in the plan.</summary>
    public required int Shard { get; init; }

    /// <summary>The piece that is split; 0 is the whole shard.</summary>
    public int Piece { get; init; }

    /// <summary>The samples, of both halves together.</summary>
    public required ShardRange Range { get; init; }

    /// <summary>Why, for a person.</summary>
    public required string Reason { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The blob's content: one line of JSON.</summary>
    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, LedgerJson.Default.ShardSplit), (byte)'\n'];

    /// <summary>Reads what <see cref="ToBytes"/> wrote; null when the blob is not a split marker but a result.</summary>
    /// <exception cref="JsonException">It is a marker, but damaged or of another version.</exception>
    public static ShardSplit? TryParse(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)'\n');
        if (end < 0 || !IsMarker(content[..end]))
        {
            return null;
        }

        var split = JsonSerializer.Deserialize(content[..end], LedgerJson.Default.ShardSplit) ?? throw new JsonException("The split marker is the JSON value null.");
        return split.SchemaVersion != 1 ? throw new JsonException($"The split marker has schema version {split.SchemaVersion}; this version reads 1.")
            : split.Shard < 0 || split.Piece < 0 || !split.Range.IsOne ? throw new JsonException($"The split marker is of shard {split.Shard}, piece {split.Piece}, with the samples {split.Range}, which cannot be.")
            : split;
    }

    private static bool IsMarker(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && !reader.ValueIsEscaped && reader.ValueTextEquals("kind"u8))
            {
                // A text that is no Unicode cannot be compared, and is not the word; what is written without escapes is compared as bytes.
                return reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueTextEquals(Word);
            }
        }

        return false;
    }
}
