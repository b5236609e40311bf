using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>A finished job, derived from its ledger alone: <c>report.json</c>. Everything else that is shown is derived from it.</summary>
public sealed record Report
{
    // The escaping is that of JSON, not that of HTML: ÷, + and file names of every script stay readable. Whoever puts the text into a page escapes it there.
    private static readonly ReportJson Format = new(new JsonSerializerOptions(ReportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Version of the format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Whether the numbers can be relied on.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why the verdict is INVALID; empty when it is VALID.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>The job.</summary>
    public required ReportedJob Job { get; init; }

    /// <summary>Samples: total = scored + failed in a VALID report.</summary>
    public required SampleCounts Samples { get; init; }

    /// <summary>Share of the scored samples whose best class is the label; null when labels were not compared.</summary>
    public Accuracy? Top1 { get; init; }

    /// <summary>Share of the scored samples with the label among the best five classes; null when labels were not compared.</summary>
    public Accuracy? Top5 { get; init; }

    /// <summary>SHA-256 over each sample's path, label and top-1 class or failure kind, in manifest order (see <see cref="Distributed.PredictionsDigest"/>).</summary>
    public required string PredictionsDigest { get; init; }

    /// <summary>Number of failures by kind.</summary>
    public required ImmutableSortedDictionary<string, long> FailureCounts { get; init; }

    /// <summary>The failures, in manifest order; the first 1,000 when there are more.</summary>
    public required ImmutableArray<ReportedFailure> Failures { get; init; }

    /// <summary>The model.</summary>
    public required ReportedModel Model { get; init; }

    /// <summary>The dataset.</summary>
    public required ReportedDataset Dataset { get; init; }

    /// <summary>The recipe and its digest.</summary>
    public required ReportedRecipe Recipe { get; init; }

    /// <summary>How fast the job ran.</summary>
    public required Throughput Throughput { get; init; }

    /// <summary>How long single samples took; null when none was scored.</summary>
    public Latency? Latency { get; init; }

    /// <summary>Where the time of the hosts' threads went; null when no host tells it, since it was done by an earlier version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedTime? Time { get; init; }

    /// <summary>A line a host, by name.</summary>
    public required ImmutableArray<ReportedHost> Hosts { get; init; }

    /// <summary>A line an architecture, by name; null in a report that was written before there were such lines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ReportedArchitecture>? Architectures { get; init; }

    /// <summary>Whether the architectures agree on the job's canary samples; null when it asked for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedAgreement? Agreement { get; init; }

    /// <summary>Samples and correct ones by class, in class order; empty when labels were not compared.</summary>
    public required ImmutableArray<ReportedClass> Classes { get; init; }

    /// <summary>Versions, and what the clock included.</summary>
    public required ReportEnvironment Environment { get; init; }

    /// <summary>The indented JSON of <c>report.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format.Report) + "\n";

    /// <summary>Reads a <c>report.json</c>.</summary>
    /// <exception cref="JsonException">The text is not a report of this schema version.</exception>
    public static Report Parse(string json)
    {
        RefuseWhatTheSerializerTakes(json);
        Report? report;
        try
        {
            report = JsonSerializer.Deserialize(json, Format.Report);

            // Nodes look at their members only when they are asked for.
            _ = (Settled(report?.Model.Card), Settled(report?.Recipe.Steps));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new JsonException($"The report's card or recipe names a member twice, or holds a text that is no Unicode: {e.Message}", e);
        }

        return report is null ? throw new JsonException("The report is the JSON value null.")
            : report.SchemaVersion == 1 ? report : throw new JsonException($"The report has schema version {report.SchemaVersion}; this version reads 1.");
    }

    private static string? Settled(JsonNode? node)
    {
        foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
        {
            _ = Settled(inner);
        }

        return node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
    }

    // The serializer heeds what may be null of members, not of the items of lists; and of a text that is no Unicode it says that it could not be converted.
    private static void RefuseWhatTheSerializerTakes(string json)
    {
        Stack<bool> lists = new();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists.Pop();
                    break;
                case JsonTokenType.Null when lists.TryPeek(out var inList) && inList:
                    throw new JsonException($"A list in the report holds null, at byte {reader.TokenStartIndex}.");
                case JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped && !IsUnicode(reader):
                    throw new JsonException($"A text in the report is no Unicode, at byte {reader.TokenStartIndex}.");
            }
        }
    }

    private static bool IsUnicode(Utf8JsonReader text)
    {
        try
        {
            _ = text.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>Whether a report's numbers can be relied on.</summary>
public enum Verdict
{
    /// <summary>Every sample of the manifest is counted exactly once, and failures are within the budget.</summary>
    [JsonStringEnumMemberName("VALID")]
    Valid,

    /// <summary>They cannot; the report's reasons say why.</summary>
    [JsonStringEnumMemberName("INVALID")]
    Invalid,
}

/// <summary>The job of a report. Times are UTC.</summary>
public sealed record ReportedJob(JobId Id, JobKind Kind, int Shards, int TopK, string MaxFailedSamples, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>Counts of samples.</summary>
public sealed record SampleCounts(long Total, long Scored, long Failed);

/// <summary>A share of the scored samples with its 95 % Wilson interval.</summary>
/// <param name="Correct">Samples that count.</param>
/// <param name="Of">Samples compared: the scored ones.</param>
/// <param name="Ratio">Correct ÷ of; 0 when nothing was scored.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record Accuracy(long Correct, long Of, double Ratio, double Low, double High);

/// <summary>One failed sample.</summary>
public sealed record ReportedFailure(string Sample, FailureKind Kind, string Detail);

/// <summary>The model of a report; the card is what stands beside the weights.</summary>
public sealed record ReportedModel(string Name, string Digest, JsonNode? Card);

/// <summary>The dataset of a report.</summary>
public sealed record ReportedDataset(string Name, string Digest, long Samples, string Images);

/// <summary>The recipe of a report, with its digest.</summary>
public sealed record ReportedRecipe(string Digest, JsonNode? Steps);

/// <summary>Samples per second, with what the clock included.</summary>
public sealed record Throughput(double ImagesPerSecond, double Seconds, string Definition);

/// <summary>Milliseconds of one sample, by percentile, with what the clock included.</summary>
public sealed record Latency(double MeanMs, double P50Ms, double P90Ms, double P99Ms, double MaxMs, string Definition);

/// <summary>What one host did. <c>ThreadSeconds</c> is null when one of its results does not tell it, since it was made by an earlier version.</summary>
public sealed record ReportedHost(HostFacts Host, int Shards, SampleCounts Samples, double ImagesPerSecond, double BusySeconds, StageSeconds Stages)
{
    /// <summary>Where the time of its threads went, without overlap.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ThreadSeconds? ThreadSeconds { get; init; }
}

/// <summary>What all hosts of one architecture did. Busy seconds are those in which at least one of them worked on a shard.</summary>
public sealed record ReportedArchitecture(string Architecture, int Hosts, int Shards, SampleCounts Samples, double ImagesPerSecond, double BusySeconds);

/// <summary>Seconds by stage, summed over samples; those of fetch are of requests, of which many are under way at once.</summary>
public sealed record StageSeconds(double Fetch, double Decode, double Resize, double Infer);

/// <summary>One class: scored samples that carry its label, and how many of them were right at first.</summary>
public sealed record ReportedClass(int Class, string? Id, string? Name, long Samples, long Top1Correct);

/// <summary>Versions that made the report.</summary>
public sealed record ReportEnvironment(ImmutableArray<string> Products, ImmutableArray<string> Frameworks, ImmutableArray<string> OnnxRuntimes, ImmutableArray<string> OperatingSystems, ImmutableArray<string> Architectures);
