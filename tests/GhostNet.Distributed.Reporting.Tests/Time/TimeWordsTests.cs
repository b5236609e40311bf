using System.Collections.Immutable;
using System.Globalization;

namespace GhostNet.Distributed.Reporting.Tests.Time;

/// <summary>The sentence that says what bounds a job.</summary>
public class TimeWordsTests
{
    [Theory]
    [InlineData("infer-bound on edge-3: 71 % of thread time", "edge-3 5 12 8 71 1 3")]
    [InlineData("decode-bound on edge-3: 61 % of thread time, then infer 30 %", "edge-3 1 61 4 30 1 3")]
    [InlineData("infer-bound on edge-3: 47 % of thread time, then idle 38 %", "edge-3 2 8 4 47 1 38")]
    [InlineData("infer-bound on 2 of 2 hosts: 71 % of thread time", "edge-1 5 12 8 70 1 4", "edge-2 5 12 8 72 1 2")]
    [InlineData("infer-bound on 1 of 2 hosts: 81 % of thread time (edge-3: decode 61 %)", "big 30 40 30 880 10 10", "edge-3 2 61 17 15 1 4")]
    [InlineData("fetch-bound on 2 of 2 hosts: 80 % of thread time", "a 80 5 5 5 5 0", "b 80 5 5 5 5 0")]
    [InlineData("commit-bound on a: 60 % of thread time", "a 5 5 5 15 60 10")]
    [InlineData("idle on a: 90 % of thread time", "a 0 0 0 10 0 90")]
    [InlineData("infer-bound on the whole of 2 hosts: 39 % of thread time, then decode 31 % (a: decode 50 %, b: fetch 42 %)", "a 2 50 2 38 4 4", "b 42 12 2 40 2 2")]
    [InlineData(
        "infer-bound on 1 of 5 hosts: 76 % of thread time, then decode 24 % (d: decode 93 %, c: decode 94 %, b: decode 95 % and 1 more)",
        "a 0 0 0 999 0 1", "b 0 95 0 5 0 0", "c 0 95 0 6 0 0", "d 0 95 0 7 0 0", "e 0 50 0 40 0 0")]
    public void The_largest_part_of_all_thread_time_bounds_the_job(string conclusion, params string[] hosts) =>
        Assert.Equal(conclusion, TimeOf(hosts).Conclusion);

    [Fact]
    public void A_host_that_came_back_with_other_facts_is_one_host()
    {
        var time = TimeOf("a 5 12 8 70 1 4", "a 5 12 8 70 1 4");
        Assert.Equal("infer-bound on a: 70 % of thread time", time.Conclusion);
        Assert.Equal(200, time.ThreadSeconds.Total);
    }

    [Fact]
    public void Threads_that_waited_name_what_for_and_what_to_do_and_threads_that_worked_do_not()
    {
        Assert.Contains($"images from {Ledgers.Sources.Spec.Dataset.Images}.", TimeOf("a 80 5 5 5 5 0").Advice, StringComparison.Ordinal);
        Assert.Contains("Larger shards", TimeOf("a 5 5 5 15 60 10").Advice, StringComparison.Ordinal);
        Assert.Contains("no shard of this job", TimeOf("a 0 0 0 10 0 90").Advice, StringComparison.Ordinal);
        Assert.All(["a 0 90 0 10 0 0", "a 0 0 90 10 0 0", "a 0 0 10 90 0 0"], host => Assert.Null(TimeOf(host).Advice));
    }

    // A host a text: its name, then its seconds of fetch, decode, resize, infer, commit and idle.
    private static ReportedTime TimeOf(params string[] hosts)
    {
        var plan = JobPlan.Cut(hosts.Length, 1);
        ImmutableArray<Prediction> all = [.. hosts.Select((_, i) => Ledgers.Scored($"{i}", 0, 1, 0))];
        return Ledgers.Report(Ledgers.Sources with { Plan = plan }, hosts.Select((text, i) => Result(plan, all, i, text.Split(' ')))).Time!;
    }

    private static ShardResult Result(JobPlan plan, ImmutableArray<Prediction> all, int shard, string[] words)
    {
        long[] parts = [.. words.Skip(1).Select(word => 1_000_000 * long.Parse(word, CultureInfo.InvariantCulture))];

        // Each with facts of its own, so that a name that comes twice is two rows.
        var host = Ledgers.Edge with { Name = words[0], Threads = 1, Cores = 1 + shard };
        return Ledgers.Shard(plan, all, shard, host, 0, parts.Sum() / 1e6).With(h => h with
        {
            Stages = new StageTimes(0, parts[1], parts[2], parts[3]),
            Waits = new ThreadWaits(Ledgers.Start, parts[0], parts[4]),
        });
    }
}
