namespace GhostNet.Distributed.Abstractions.Tests;

/// <summary>Values without a default in any property, so that a property that gets lost on the way is noticed.</summary>
internal static class Samples
{
    public static HostFacts Host { get; } = new()
    {
        Name = "node-1",
        Architecture = "arm64",
        Processor = "Cortex-A72",
        Cores = 4,
        Threads = 3,
        BatchSize = 8,
        OperatingSystem = "Debian GNU/Linux 12",
        Framework = ".NET 10.0.1",
        OnnxRuntime = "1.31.1",
        Product = "0.1.0",
    };

    public static ShardResult Result { get; } = new()
    {
        Header = new ShardHeader
        {
            Job = JobId.Parse("a-job"),
            Shard = 1,
            Range = new ShardRange(4, 7),
            Attempt = 2,
            Host = Host,
            StartedAt = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero),
            FinishedAt = new DateTimeOffset(2024, 1, 2, 3, 4, 6, TimeSpan.Zero),
            Tally = new Tally(2, 1, 1, 1),
            Stages = new StageTimes(1, 2, 3, 4),
            Waits = new ThreadWaits(new DateTimeOffset(2024, 1, 2, 3, 4, 3, TimeSpan.Zero), 5, 6),
        },
        Predictions =
        [
            new Prediction { Sample = "é/a.jpg", Label = 3, Top = [new(3, 12.5f, 0.9f), new(8, 1.5f, 0.05f)], LatencyMicroseconds = 1500, LabelRank = 0 },
            new Prediction { Sample = "b.jpg", Label = 4, Failure = new Failure(FailureKind.Truncated, "ends early") },
            new Prediction { Sample = "c.jpg", Top = [new(9, 2.5f, 0.5f)], LatencyMicroseconds = 1700 },
        ],
    };
}
