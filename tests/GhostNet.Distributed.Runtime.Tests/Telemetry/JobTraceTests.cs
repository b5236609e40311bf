using System.Collections.Concurrent;
using System.Diagnostics;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Telemetry;

/// <summary>A job's spans, of the client and two silos that are clients and silos of one process here.</summary>
public sealed class JobTraceTests : IDisposable
{
    private static readonly string[] Sources = [JobTrace.Source, "Microsoft.Orleans.Application"];

    private readonly ConcurrentBag<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public JobTraceTests()
    {
        // As the executables sample: a span without one above it is not of a job.
        _listener = new ActivityListener
        {
            ShouldListenTo = source => Sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
            ActivityStopped = activity =>
            {
                if (activity.Recorded)
                {
                    _ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task A_job_is_one_trace_of_its_client_its_coordinator_and_its_workers()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, silos: 2);
        var job = await cluster.Client.SubmitAsync(bench.Spec("traced", shardSize: 3), TestContext.Current.CancellationToken);
        await Within.ReportAsync(job);
        await SpanAsync(job.Id, "report");
        var spans = Spans(job.Id);

        Assert.All(spans, span => Assert.Equal(JobTrace.IdOf(job.Id), span.TraceId));
        var submit = Assert.Single(spans, span => span.OperationName == "submit");
        Assert.Equal(default, submit.ParentSpanId);
        var plan = Assert.Single(spans, span => span.OperationName == "plan");
        var shards = spans.Where(span => span.OperationName == "shard").ToList();
        Assert.Equal(7, shards.Count(shard => (string?)shard.GetTagItem("ghostnet.outcome") == "accepted"));
        Assert.All(shards, shard => Assert.Equal(plan.SpanId, shard.ParentSpanId));
        Assert.Equal(plan.SpanId, Assert.Single(spans, span => span.OperationName == "report").ParentSpanId);
        foreach (var part in (string[])["fetch", "infer", "commit"])
        {
            var within = spans.Where(span => span.OperationName == part).Select(span => span.ParentSpanId.ToHexString()).ToList();
            Assert.Equal(within.Distinct(), within);
            Assert.Subset(shards.Select(shard => shard.SpanId.ToHexString()).ToHashSet(), within.ToHashSet());
            Assert.True(within.Count >= 7, $"{within.Count} {part} spans of 7 shards");
        }
    }

    [Fact]
    public async Task No_span_is_of_a_single_image()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec("few-spans", shardSize: Workbench.Images), TestContext.Current.CancellationToken);
        await Within.ReportAsync(job);
        await SpanAsync(job.Id, "report");
        string[] expected = ["commit", "fetch", "infer", "plan", "report", "shard", "submit"];
        Assert.Equal(expected, Spans(job.Id).Select(span => span.OperationName).Order(StringComparer.Ordinal));
        var infer = Spans(job.Id).Single(span => span.OperationName == "infer");
        Assert.Equal((long)Workbench.Images, (long)infer.GetTagItem("ghostnet.samples.scored")! + (long)infer.GetTagItem("ghostnet.samples.failed")!);
        Assert.True((double)infer.GetTagItem("ghostnet.inference.seconds")! > 0);
    }

    [Fact]
    public async Task A_job_that_goes_on_elsewhere_is_still_the_same_trace()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 2);
        JobId id;
        await using (var first = await Cluster.StartAsync(bench.Store, gate))
        {
            id = (await first.Client.SubmitAsync(bench.Spec("moved", shardSize: 3), TestContext.Current.CancellationToken)).Id;
            await SpanAsync(id, "commit");
        }

        await using var second = await Cluster.StartAsync(bench.Store);
        await Within.ReportAsync(second.Client.GetJob(id));
        await SpanAsync(id, "report");
        var spans = Spans(id);
        var recovers = spans.Where(span => span.OperationName == "recover").Select(span => span.SpanId).ToList();
        Assert.NotEmpty(recovers);
        Assert.Contains(spans.Single(span => span.OperationName == "report").ParentSpanId, recovers);
        Assert.All(spans, span => Assert.Equal(JobTrace.IdOf(id), span.TraceId));
    }

    [Fact]
    public void A_web_request_that_submits_a_job_is_linked_to_and_stays_what_it_was()
    {
        using var request = new Activity("request").Start();
        using (var submit = JobTrace.Start("submit", JobId.Parse("linked"))!)
        {
            Assert.Equal((JobTrace.IdOf(JobId.Parse("linked")), default(ActivitySpanId)), (submit.TraceId, submit.ParentSpanId));
            Assert.Equal(request.SpanId, Assert.Single(submit.Links).Context.SpanId);
        }

        Assert.NotEqual(JobTrace.IdOf(JobId.Parse("linked")), request.TraceId);
    }

    [Fact]
    public void The_id_of_a_trace_is_for_ever() => Assert.Equal("705915b3be3d7d96f28d8c3dc75f5736", JobTrace.IdOf(JobId.Parse("val-nightly")).ToHexString());

    public void Dispose() => _listener.Dispose();

    private List<Activity> Spans(JobId job) => [.. _ended.Where(span => span.Source.Name == JobTrace.Source && (string?)span.GetTagItem(JobTrace.JobAttribute) == job.Value)];

    // A span ends a moment after what it tells of can be seen.
    private Task<List<Activity>> SpanAsync(JobId job, string name) => Within.UntilAsync($"the span {name}", () => Task.FromResult(Spans(job)), spans => spans.Exists(span => span.OperationName == name));
}
