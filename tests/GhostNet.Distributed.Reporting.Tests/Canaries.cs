using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting.Tests;

/// <summary>The small job of <see cref="Ledgers"/> with a canary of six samples, one range, on two architectures; one shard was split, and hosts have labels.</summary>
internal static class Canaries
{
    public static readonly ReportSources Sources = Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { Canary = 6 } };

    public static readonly HostFacts Edge = Ledgers.Edge with { Labels = "arch=arm64,pool=edge,zone=a" };

    public static readonly HostFacts Cloud = Ledgers.Cloud with { Labels = "arch=x64" };

    /// <summary>The accepted results: shard 1 in pieces, its first half split once more.</summary>
    public static readonly ImmutableArray<ShardResult> Results =
    [
        Ledgers.Shard(0, Edge, 0, 10), Ledgers.Piece(1, 3, Cloud), Ledgers.Piece(1, 4, Cloud), Ledgers.Piece(1, 2, Edge), Ledgers.Shard(2, Cloud, 1, 5),
    ];

    /// <summary>The predictions as another architecture might make them: another class for the second sample, and one that took too long.</summary>
    public static readonly ImmutableArray<Prediction> Elsewhere = Ledgers.Predictions
        .SetItem(1, Ledgers.Scored("n01/a_2.jpg", 0, 1, 2, 1, 0))
        .SetItem(4, Ledgers.Failed("n02/b_1.jpg", 1, FailureKind.TimedOut, "took 3 s"));

    public static Report Report() => Report(Arm(Elsewhere), X64(Ledgers.Predictions));

    public static Report Report(params IEnumerable<ShardResult> canaries) => Ledgers.Report(Sources, Results, canaries);

    public static ShardResult Arm(ImmutableArray<Prediction> predictions) => Ledgers.Canary(Sources, predictions, "arm64", 0, Edge);

    public static ShardResult X64(ImmutableArray<Prediction> predictions) => Ledgers.Canary(Sources, predictions, "x64", 0, Cloud);
}
