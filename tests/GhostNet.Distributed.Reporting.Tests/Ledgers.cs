using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting.Tests;

/// <summary>A small job as its ledger would hold it: 12 samples of three classes in three shards, two hosts, a restart, three failures.</summary>
internal static class Ledgers
{
    public static readonly DateTimeOffset Start = new(2024, 5, 6, 7, 0, 0, TimeSpan.Zero);

    public const string Card = """{"name":"ghostnet-1.0x","labels":[{"id":"n01","name":"tench, Tinca tinca"},{"id":"n02","name":"goldfish"},{"id":"n03","name":"great | white *shark*"}]}""";

    public static ReportSources Sources { get; } = new()
    {
        Spec = new JobSpec
        {
            Id = JobId.Parse("val_1"),
            Model = new ModelRef("ghostnet-1.0x", new string('a', 64)),
            Dataset = new DatasetRef("twelve", new string('b', 64), "/images/twelve"),
        },
        Plan = JobPlan.Cut(12, 4),
        ModelCard = Card,
        Recipe = """{"resize":256,"crop":224}""",
        RecipeDigest = new string('c', 64),
    };

    public static HostFacts Edge { get; } = new()
    {
        Name = "edge-1",
        Architecture = "arm64",
        Processor = "Cortex-A72",
        Cores = 4,
        Threads = 4,
        BatchSize = 8,
        OperatingSystem = "Debian GNU/Linux 12",
        Framework = ".NET 10.0.1",
        OnnxRuntime = "1.31.1",
        Product = "0.1.0+abc",
    };

    public static HostFacts Cloud { get; } = Edge with { Name = "cloud-1", Architecture = "x64", Processor = "EPYC", Cores = 16, Threads = 16, BatchSize = 32 };

    public static ImmutableArray<Prediction> Predictions { get; } =
    [
        Scored("n01/a_1.jpg", 0, 1500, 0, 1, 2),
        Scored("n01/a_2.jpg", 0, 1600, 1, 0, 2),
        Scored("n01/ä 3.jpg", 0, 1700, 0, 2, 1),
        Failed("n01/[x](y)|`z`.jpg", 0, FailureKind.Truncated, "ends at byte 18432 of 65110"),
        Scored("n02/b_1.jpg", 1, 1800, 1, 0, 2),
        Scored("n02/b_2.jpg", 1, 1900, 1, 2, 0),
        Scored("n02/b_3.jpg", 1, 2000, 1, 2, 0),
        Failed("n02/b\n4.jpg", 1, FailureKind.Truncated, "ends at byte 7 of 9"),
        Scored("n03/c_1.jpg", 2, 2100, 0, 1, 2),
        Scored("n03/c_2.jpg", 2, 2200, 0, 1, 2),
        Scored("n03/c_3.jpg", 2, 123_456_789, 2, 1, 0),
        Failed("n03/c_4.jpg", 2, FailureKind.Missing, "is not there"),
    ];

    public static ImmutableArray<ShardResult> Results { get; } =
    [
        Shard(0, Edge, 0, 10),
        Shard(1, Cloud, 5, 15),
        Shard(2, Edge with { Threads = 2 }, 100, 105),
    ];

    /// <summary>The predictions of one shard of the plan, worked on from one second to another.</summary>
    public static ShardResult Shard(int shard, HostFacts host, double from, double to) =>
        Shard(Sources.Plan, Predictions, shard, host, from, to);

    public static ShardResult Shard(JobPlan plan, ImmutableArray<Prediction> all, int shard, HostFacts host, double from, double to) =>
        Result(all, new ShardId(shard), plan.RangeOf(new ShardId(shard)), host, from, to);

    /// <summary>A piece of a shard that was split, in the time of its whole.</summary>
    public static ShardResult Piece(int shard, int piece, HostFacts? host = null)
    {
        var id = new ShardId(shard, piece);
        return Result(Predictions, id, Sources.Plan.RangeOf(id), host ?? Edge, 0, 1);
    }

    /// <summary>A canary range on one architecture.</summary>
    public static ShardResult Canary(ReportSources sources, ImmutableArray<Prediction> all, string architecture, int range, HostFacts host) =>
        Result(all, new ShardId(range, 0, architecture), sources.Plan.CanaryRanges(sources.Spec.Canary)[range], host, 0, 1);

    private static ShardResult Result(ImmutableArray<Prediction> all, ShardId id, ShardRange range, HostFacts host, double from, double to)
    {
        ImmutableArray<Prediction> predictions = [.. all.Skip((int)range.Start).Take((int)range.Count)];
        return new ShardResult
        {
            Header = new ShardHeader
            {
                Job = Sources.Spec.Id,
                Shard = id.Value,
                Piece = id.Piece,
                Canary = id.Architecture,
                Range = range,
                Attempt = 1,
                Host = host,
                StartedAt = Start.AddSeconds(from),
                FinishedAt = Start.AddSeconds(to),
                Tally = TallyOf(predictions),
                Stages = new StageTimes(1_000_000, 2_500_000, 500_000, 20_123_456),
                Waits = id.Architecture is not null ? null : new ThreadWaits(Start.AddSeconds(from), 1_250_000, 250_000),
            },
            Predictions = predictions,
        };
    }

    /// <summary>The same result with other predictions, its tally made to agree.</summary>
    public static ShardResult With(this ShardResult result, ImmutableArray<Prediction> predictions) =>
        new() { Header = result.Header with { Tally = TallyOf(predictions) }, Predictions = predictions };

    public static ShardResult With(this ShardResult result, Func<ShardHeader, ShardHeader> change) => result with { Header = change(result.Header) };

    public static Prediction Scored(string sample, int? label, long microseconds, params int[] classes)
    {
        var rank = label is { } l ? Array.IndexOf(classes, l) : -1;
        return new Prediction
        {
            Sample = sample,
            Label = label,
            Top = [.. classes.Select((c, i) => new ScoredClass(c, 9.5f - i, 0.75f / (i + 1)))],
            LatencyMicroseconds = microseconds,
            LabelRank = rank < 0 ? null : rank,
        };
    }

    public static Prediction Failed(string sample, int? label, FailureKind kind, string detail) => new() { Sample = sample, Label = label, Failure = new Failure(kind, detail) };

    public static Report Report(params IEnumerable<ShardResult> results) => Report(Sources, results);

    public static Report Report(ReportSources sources, params IEnumerable<ShardResult> results) => Report(sources, results, []);

    public static Report Report(ReportSources sources, IEnumerable<ShardResult> results, IEnumerable<ShardResult> canaries)
    {
        using var builder = new ReportBuilder(sources);
        foreach (var result in results)
        {
            builder.Add(result);
        }

        foreach (var result in canaries)
        {
            builder.AddCanary(result);
        }

        return builder.Build();
    }

    private static Tally TallyOf(ImmutableArray<Prediction> predictions) => predictions.Aggregate(default(Tally), (sum, p) => sum + Tally.Of(p));
}
