namespace GhostNet.Distributed.Runtime.Tests.Ledger;

/// <summary>Results as a worker would commit them.</summary>
internal static class Ledgers
{
    /// <summary>A result of one sample, which the model got right.</summary>
    public static ShardResult Result(JobId job, ShardId shard, string sample, int attempt = 1) => new()
    {
        Header = new ShardHeader
        {
            Job = job,
            Shard = shard.Value,
            Piece = shard.Piece,
            Canary = shard.Architecture,
            Range = new ShardRange(shard.Value, shard.Value + 1),
            Attempt = attempt,
            Host = new HostFacts
            {
                Name = "node",
                Architecture = "x64",
                Processor = "p",
                Cores = 1,
                Threads = 1,
                BatchSize = 1,
                OperatingSystem = "os",
                Framework = "f",
                OnnxRuntime = "o",
                Product = "p",
            },
            StartedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
            FinishedAt = new DateTimeOffset(2025, 1, 1, 0, 0, 1, TimeSpan.Zero),
            Tally = new Tally(1, 0, 1, 1),
            Stages = default,
        },
        Predictions = [new Prediction { Sample = sample, Label = 1, LabelRank = 0, Top = [new ScoredClass(1, 2, 0.5f)] }],
    };
}
