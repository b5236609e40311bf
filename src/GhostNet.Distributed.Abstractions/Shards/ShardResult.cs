using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>What one accepted attempt found: the blob <c>jobs/{id}/results/{shard}</c>. Predictions and tally are one blob, so they cannot disagree.</summary>
public sealed record ShardResult
{
    /// <summary>What is known of the shard as a whole.</summary>
    public required ShardHeader Header { get; init; }

    /// <summary>One entry a sample, in manifest order.</summary>
    public required ImmutableArray<Prediction> Predictions { get; init; }

    /// <summary>The blob's content: JSON lines, the header first, then a line a sample.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(128 * (Predictions.Length + 4));
        using var json = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(json, Header, LedgerJson.Default.ShardHeader);
        foreach (var prediction in Predictions)
        {
            EndLine();
            JsonSerializer.Serialize(json, prediction, LedgerJson.Default.Prediction);
        }

        EndLine();
        return buffer.WrittenSpan.ToArray();

        void EndLine()
        {
            json.Flush();
            buffer.Write("\n"u8);
            json.Reset();
        }
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote, and recomputes its tally.</summary>
    /// <exception cref="JsonException">The content is damaged, of another version, or disagrees with itself.</exception>
    public static ShardResult Parse(ReadOnlySpan<byte> content)
    {
        var header = ParseHeader(ref content);
        var predictions = ImmutableArray.CreateBuilder<Prediction>();
        var tally = default(Tally);
        while (!content.IsEmpty)
        {
            var prediction = JsonSerializer.Deserialize(NextLine(ref content), LedgerJson.Default.Prediction) ?? throw new JsonException("A prediction is the JSON value null.");
            tally += Tally.Of(prediction);
            predictions.Add(prediction);
        }

        return predictions.Count == header.Range.Count && tally == header.Tally
            ? new ShardResult { Header = header, Predictions = predictions.DrainToImmutable() }
            : throw new JsonException($"The result holds {predictions.Count} predictions with {tally}; its header says {header.Range.Count} with {header.Tally}.");
    }

    /// <summary>Reads the first line of what <see cref="ToBytes"/> wrote, and leaves the rest in <paramref name="content"/>.</summary>
    /// <exception cref="JsonException">The line is damaged or of another version.</exception>
    public static ShardHeader ParseHeader(ref ReadOnlySpan<byte> content)
    {
        var header = JsonSerializer.Deserialize(NextLine(ref content), LedgerJson.Default.ShardHeader) ?? throw new JsonException("The header is the JSON value null.");
        return header.SchemaVersion != 1 ? throw new JsonException($"The result has schema version {header.SchemaVersion}; this version reads 1.")
            : header.Shard < 0 || header.Piece < 0 || !header.Range.IsOne ? throw new JsonException($"The result is of shard {header.Shard}, piece {header.Piece}, with the samples {header.Range}, which cannot be.")
            : header;
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new JsonException("The result ends in the middle of a line.");
        }

        var line = content[..end];
        content = content[(end + 1)..];
        return line;
    }
}

/// <summary>The first line of a result blob.</summary>
public sealed record ShardHeader
{
    /// <summary>Version of the format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>Position of the shard in the plan; of a canary range, among the canary ranges.</summary>
    public required int Shard { get; init; }

    /// <summary>Which piece of the shard; 0 is the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Piece { get; init; }

    /// <summary>The architecture that a canary range was run on; null for a shard of the plan.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Canary { get; init; }

    /// <summary>What was worked on.</summary>
    [JsonIgnore]
    public ShardId Id => new(Shard, Piece, Canary);

    /// <summary>The samples.</summary>
    public required ShardRange Range { get; init; }

    /// <summary>Which try this was.</summary>
    public required int Attempt { get; init; }

    /// <summary>The machine and process that did the work.</summary>
    public required HostFacts Host { get; init; }

    /// <summary>When the first sample was asked for, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last sample had its prediction, just before the commit, UTC.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The sum over the predictions.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Where the time went, summed over the samples.</summary>
    public required StageTimes Stages { get; init; }

    /// <summary>How long the host's threads had nothing to do before this result; null in a canary range, and in results of the time before that was told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThreadWaits? Waits { get; init; }
}
