using System.Diagnostics;
using System.Globalization;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>A job far beyond what a test can run, with the real coordinator. The figures in src/README.md come from here.</summary>
[Collection(nameof(Alone))]
public class LargeJobTests(ITestOutputHelper output)
{
    private const long Samples = 100_000_000;
    private const int Hosts = 1_000;
    private const double DeathsPerHostHour = 0.01;

    [Theory]
    [InlineData(20)]
    [InlineData(5)]
    public void A_hundred_million_samples_on_a_thousand_unequal_and_mortal_hosts_take_at_most_five_percent_more_than_the_ideal_time(double slowest)
    {
        var clock = Stopwatch.StartNew();
        var before = Memory();
        var plan = JobPlan.Cut(Samples, null);
        var cluster = new SimulatedCluster(plan);
        var built = Memory() - before;

        var random = new Random(1);
        List<(double SamplesPerSecond, double DiesAt)> fleet = [];
        for (var i = 0; i < Hosts; i++)
        {
            // Evenly on a logarithmic scale.
            var worker = cluster.Add($"host-{i}", slowest * Math.Pow(20, random.NextDouble()));
            var diesAt = -Math.Log(1 - random.NextDouble()) / DeathsPerHostHour * 3_600;
            fleet.Add((worker.SamplesPerSecond, diesAt));
            if (diesAt < 86_400)
            {
                cluster.Events.After(TimeSpan.FromSeconds(diesAt), () => cluster.Kill(worker));
            }
        }

        var (middle, listings, checkpoint) = (0L, 0, 0);
        cluster.Milestone = (Samples / 2, () =>
        {
            middle = Memory() - before;
            var made = cluster.Job.MakeCheckpoint();
            checkpoint = made.ToBytes().Length;
            var whole = made.Accepted().Select(shard => shard.Value).ToHashSet();
            listings = 1 + Enumerable.Range(0, plan.Shards).Where(i => !whole.Contains(i)).Select(i => i / LedgerRecovery.BlockSize).Distinct().Count();
        }
        );
        Assert.True(cluster.Run(TimeSpan.FromHours(2)));

        var took = (cluster.EndedAt!.Value - cluster.Events.Start).TotalSeconds;
        var ideal = IdealSeconds(fleet);
        var deaths = fleet.Count(host => host.DiesAt < took);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Samples:N0} samples in {plan.Shards:N0} shards on {Hosts:N0} hosts of {slowest} to {20 * slowest} samples/s, {deaths} of which died:"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{took:F1} s, {100 * ((took / ideal) - 1):F2} % above the ideal {ideal:F1} s; {cluster.Exchanges:N0} exchanges ({cluster.Exchanges / took:F0}/s)"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done twice: {cluster.Ledger.Late:N0} shards, {cluster.Ledger.LateSamples:N0} samples; {cluster.Checkpoints} checkpoints, {checkpoint / 1e3:F1} kB in the middle, from where recovery takes {listings} listings"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory: {built / 1e6:F1} MB when built, {middle / 1e6:F1} MB in the middle with the simulated workers; {cluster.Events.Happened:N0} events in {clock.Elapsed.TotalSeconds:F1} s"));

        Assert.Equal(Samples, cluster.Job.Progress.Tally.Samples);
        Assert.Equal(plan.Shards, cluster.Ledger.Counted(plan).Count);
        Assert.True(took <= 1.05 * ideal, $"{took} s is more than 5 % above the ideal {ideal} s");
        Assert.True(built < 64_000_000, $"{built} bytes when built");
        Assert.True(middle < 64_000_000, $"{middle} bytes in the middle");
        Assert.InRange(listings, 1, (plan.Shards / LedgerRecovery.BlockSize) + 2);
        Assert.InRange(cluster.Checkpoints, 1, (plan.Shards / 1_000) + 1);
    }

    [Fact]
    public void Two_hosts_one_four_times_as_fast_share_fifty_shards_by_speed()
    {
        var cluster = new SimulatedCluster(JobPlan.Cut(1_000, 20));
        cluster.Add("fast", 40);
        cluster.Add("slow", 10);
        Assert.True(cluster.Run(TimeSpan.FromHours(1)));
        var took = (cluster.EndedAt!.Value - cluster.Events.Start).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"50 shards of 20 samples on 40 and 10 samples/s: {took:F1} s, ideal 20 s"));
        Assert.InRange(took, 20, 23);
    }

    /// <summary>Bytes in use, without what earlier tests have left to finalizers.</summary>
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>When all samples are done if every host works at its speed until it dies, and nothing is ever waited for.</summary>
    private static double IdealSeconds(List<(double SamplesPerSecond, double DiesAt)> fleet)
    {
        var (at, done) = (0.0, 0.0);
        var speed = fleet.Sum(host => host.SamplesPerSecond);
        foreach (var host in fleet.OrderBy(host => host.DiesAt))
        {
            if (done + (speed * (host.DiesAt - at)) >= Samples)
            {
                break;
            }

            done += speed * (host.DiesAt - at);
            (at, speed) = (host.DiesAt, speed - host.SamplesPerSecond);
        }

        return at + ((Samples - done) / speed);
    }
}
