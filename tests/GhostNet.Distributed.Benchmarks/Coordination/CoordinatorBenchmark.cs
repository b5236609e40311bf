using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Benchmarks.Coordination;

/// <summary>What the real coordinator needs for a shard, and what it keeps in memory: without a network, a ledger or Orleans around it.</summary>
internal static class CoordinatorBenchmark
{
    private const int ShardSize = 128;

    /// <summary>The verb <c>coordinator</c>.</summary>
    public static Command Command()
    {
        var shards = new Option<int>("--shards") { DefaultValueFactory = _ => 50_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var command = new Command("coordinator", "Shards a second of the real coordinator by number of workers; memory by number of samples.") { shards, rounds };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(shards), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, int shards, int rounds)
    {
        await Conditions.TellAsync(
            output,
            Conditions.Line($"{shards:N0} shards of {ShardSize} samples; each worker reports a shard an exchange, holds 4 and asks for more; one thread, CPU time of it; median of {rounds} rounds, numbers of workers in turn"));
        int[] fleets = [1, 8, 64, 256];
        var spent = fleets.ToDictionary(workers => workers, _ => new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            foreach (var workers in fleets)
            {
                var microseconds = Work(shards, workers);
                if (round >= 0)
                {
                    spent[workers].Add(microseconds);
                }
            }
        }

        foreach (var workers in fleets)
        {
            var each = Median.Of(spent[workers]);
            await output.WriteLineAsync(Conditions.Line($"{workers,4} workers: {each,6:F2} µs a shard and exchange, {1e6 / each,9:N0} shards/s on one core"));
        }

        foreach (var samples in new[] { 1_000_000L, 10_000_000, 100_000_000 })
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var plan = JobPlan.Cut(samples, null);
            var built = new JobCoordinator(Spec(), plan, new CoordinatorOptions(), DateTimeOffset.UnixEpoch);
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            await output.WriteLineAsync(Conditions.Line($"{samples / 1_000_000,4} million samples in {plan.Shards:N0} shards: {bytes / 1e3:F0} kB when built, plan included; {bytes / (samples / 1e6) / 1e3:F1} kB a million"));
            GC.KeepAlive(built);
        }

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        await output.WriteLineAsync(Conditions.Line($"(this process, with all of the above: {process.PeakWorkingSet64 / 1e6:F0} MB)"));
    }

    /// <summary>Microseconds a shard of a whole job.</summary>
    private static double Work(int shards, int workers)
    {
        var now = DateTimeOffset.UnixEpoch;
        var job = new JobCoordinator(Spec(), JobPlan.Cut((long)shards * ShardSize, ShardSize), new CoordinatorOptions(), now);
        FakeWorker[] fleet = [.. Enumerable.Range(0, workers).Select(i => new FakeWorker(Conditions.Line($"host-{i}")))];
        var before = OwnProcessorTime();
        while (!job.IsComplete)
        {
            foreach (var worker in fleet)
            {
                // As often as each does a shard at its speed; far from the end of any lease.
                now += TimeSpan.FromSeconds(ShardSize / 200.0 / workers);
                worker.Take(job.Exchange(worker.Ask(), now));
                if (job.IsCheckpointDue)
                {
                    job.MakeCheckpoint();
                }
            }
        }

        return (OwnProcessorTime() - before).TotalMicroseconds / shards;
    }

    private static TimeSpan OwnProcessorTime()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static JobSpec Spec() => new()
    {
        Id = JobId.Parse("job"),
        Model = new ModelRef("model", new string('0', 64)),
        Dataset = new DatasetRef("images", new string('1', 64), "/images"),
    };
}
