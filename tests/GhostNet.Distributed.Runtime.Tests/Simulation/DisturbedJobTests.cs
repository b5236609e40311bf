using CsCheck;

namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>Random clusters and random misfortunes: the job always ends, each sample is counted once, and exactly the guilty ones are given up.</summary>
public class DisturbedJobTests
{
    private static readonly Gen<Misfortune> AnyMisfortune = Gen.Select(
        Gen.Int[1, 10], Gen.Long[1, 400], Gen.Int[1, 40], Gen.Int[0, 3], Gen.Int[0, 12], Gen.Int[0, 3], Gen.Int[0, 60], Gen.Int,
        (hosts, samples, shardSize, poison, kills, coordinators, lost, seed) => new Misfortune(hosts, samples, shardSize, poison, kills, coordinators, lost, seed));

    [Fact]
    public void Whatever_happens_the_job_ends_with_every_sample_counted_once_and_only_the_poison_given_up() => AnyMisfortune.Sample(
        misfortune =>
        {
            var plan = JobPlan.Cut(misfortune.Samples, misfortune.ShardSize);
            var cluster = misfortune.Prepare(plan);
            Assert.True(cluster.Run(TimeSpan.FromHours(24)), $"not over after a day: {cluster.Job.Status(cluster.Events.Now)}");
            var counted = cluster.Ledger.Counted(plan);
            Assert.Equal(misfortune.Samples, counted.Sum(entry => entry.Range.Count));
            Assert.All(counted.Zip(counted.Skip(1)), pair => Assert.Equal(pair.First.Range.End, pair.Second.Range.Start));
            Assert.Equal(cluster.Poison.Order(), counted.Where(entry => entry.Entry == SimulatedLedger.Entry.Condemned).Select(entry => Assert.Single(Samples(entry.Range))));
            Assert.Equal(new Tally(misfortune.Samples - cluster.Poison.Count, cluster.Poison.Count, 0, 0), cluster.Job.Progress.Tally);
            Assert.Equal(plan.Shards, cluster.Job.AcceptedShards);
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void A_coordinator_learns_of_a_shard_that_its_predecessor_has_split_behind_its_back()
    {
        var cluster = new SimulatedCluster(JobPlan.Cut(40, 20)) { RestartsAfter = TimeSpan.FromSeconds(2) };
        cluster.Add("only", 50);
        cluster.Events.After(TimeSpan.FromSeconds(0.1), () => cluster.Ledger.Create(new ShardId(1), SimulatedLedger.Entry.Split, 20));
        Assert.True(cluster.Run(TimeSpan.FromMinutes(5)));
        Assert.Equal(3, cluster.Ledger.Counted(JobPlan.Cut(40, 20)).Count);
    }

    [Fact]
    public void A_single_worker_that_dies_with_its_coordinator_singles_the_poison_out_all_the_same()
    {
        var plan = JobPlan.Cut(100, 25);
        var cluster = new SimulatedCluster(plan) { RestartsAfter = TimeSpan.FromSeconds(3) };
        cluster.Poison.Add(42);
        cluster.Died = _ => cluster.KillCoordinator();
        cluster.Add("only", 50);
        Assert.True(cluster.Run(TimeSpan.FromHours(2)));
        var condemned = cluster.Ledger.Counted(plan).Where(entry => entry.Entry == SimulatedLedger.Entry.Condemned);
        Assert.Equal(new ShardRange(42, 43), Assert.Single(condemned).Range);
    }

    private static IEnumerable<long> Samples(ShardRange range)
    {
        for (var sample = range.Start; sample < range.End; sample++)
        {
            yield return sample;
        }
    }

    private sealed record Misfortune(int Hosts, long Samples, int ShardSize, int Poison, int Kills, int Coordinators, int LostPercent, int Seed)
    {
        public SimulatedCluster Prepare(JobPlan plan)
        {
            var random = new Random(Seed);
            var cluster = new SimulatedCluster(plan)
            {
                RestartsAfter = TimeSpan.FromSeconds(2),
                Fate = () => random.Next(100) < LostPercent ? random.Next(1, 4) : 0,
            };
            for (var i = 0; i < Hosts; i++)
            {
                cluster.Add($"host-{i}", 20 * Math.Pow(20, random.NextDouble()));
            }

            for (var i = 0; i < Poison; i++)
            {
                cluster.Poison.Add(random.NextInt64(Samples));
            }

            // Close together at the beginning, since most of these jobs are short.
            for (var i = 0; i < Kills; i++)
            {
                var victim = cluster.Workers[random.Next(Hosts)];
                cluster.Events.After(TimeSpan.FromSeconds(10 * random.NextDouble()), () => cluster.Kill(victim));
            }

            for (var i = 0; i < Coordinators; i++)
            {
                cluster.Events.After(TimeSpan.FromSeconds(10 * random.NextDouble()), cluster.KillCoordinator);
            }

            return cluster;
        }
    }
}
