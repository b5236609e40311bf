using System.Diagnostics;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>
/// The spans of one attempt at a shard: <c>shard</c>, and in it <c>fetch</c>, <c>infer</c> and <c>commit</c>. Fetching and inferring overlap, since samples are inferred as they arrive. When
/// nobody listens this costs a few tests.
/// </summary>
internal sealed class ShardSpans(JobId job, DateTimeOffset startedAt, TimeProvider time)
{
    /// <summary>The attribute that says what became of an attempt, as <c>ghostnet.shards</c> counts it.</summary>
    public const string Outcome = "ghostnet.outcome";

    private const string Shard = "shard";

    private DateTimeOffset? _fetchedAt;

    /// <summary>Begins the span that the others are in.</summary>
    public static Activity? Start(JobId job, ShardLease lease, string host, string? trace) => JobTrace.Start(Shard, job, trace, ActivityKind.Consumer)
        ?.SetTag("ghostnet.shard", lease.Shard.ToString()).SetTag("ghostnet.attempt", lease.Attempt.Value).SetTag("ghostnet.host", host).SetTag("ghostnet.samples", lease.Range.Count);

    /// <summary>Begins the span of a commit.</summary>
    public static Activity? Commit(JobId job) => JobTrace.Start("commit", job);

    /// <summary>Says what became of the attempt whose span is the current one.</summary>
    public static void End(string outcome)
    {
        if (Activity.Current is { OperationName: Shard } span)
        {
            span.SetTag(Outcome, outcome);
        }
    }

    /// <summary>Notes when the last sample was fetched.</summary>
    /// <param name="fetching">Disposed at that time.</param>
    public IDisposable WhenFetched(IDisposable fetching) => new Fetching(this, fetching);

    /// <summary>The last sample has its outcome.</summary>
    public void Inferred(DateTimeOffset finishedAt, ShardHeader header)
    {
        using (var fetch = JobTrace.Start("fetch", job, startedAt: startedAt))
        {
            fetch?.SetTag("ghostnet.fetch.seconds", Seconds(header.Stages.Fetch)).SetEndTime((_fetchedAt ?? finishedAt).UtcDateTime);
        }

        using var infer = JobTrace.Start("infer", job, startedAt: startedAt);
        infer?.SetTag("ghostnet.decode.seconds", Seconds(header.Stages.Decode))
            .SetTag("ghostnet.resize.seconds", Seconds(header.Stages.Resize))
            .SetTag("ghostnet.inference.seconds", Seconds(header.Stages.Infer))
            .SetTag("ghostnet.samples.scored", header.Tally.Scored)
            .SetTag("ghostnet.samples.failed", header.Tally.Failed)
            .SetEndTime(finishedAt.UtcDateTime);
    }

    private static double Seconds(long microseconds) => microseconds / 1e6;

    private void Fetched() => _fetchedAt ??= time.GetUtcNow();

    private sealed class Fetching(ShardSpans spans, IDisposable fetching) : IDisposable
    {
        public void Dispose()
        {
            spans.Fetched();
            fetching.Dispose();
        }
    }
}
