using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The membership store dies in the middle of a job. It holds nothing that a job needs.</summary>
[Collection(Clusters.Name)]
public sealed class LostRedisTests(ClusterBench bench)
{
    // The exit code of a cluster that does not answer.
    private const int Unreachable = 3;

    [Fact]
    public async Task It_comes_back_and_another_worker_can_join()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "Redis killed", cluster.Redis.KillAsync);
        await cluster.DisturbAsync(job, "Redis started again", cluster.Redis.RestartAsync);
        await cluster.AddWorkersAsync(1);
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task It_comes_back_empty_and_every_worker_lists_itself_again()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "Redis killed", cluster.Redis.KillAsync);
        cluster.Redis.LoseData();
        await cluster.DisturbAsync(job, "Redis started again with nothing in it", cluster.Redis.RestartAsync);

        // One that starts finds the others, and a client that comes now finds all of them.
        await cluster.AddWorkersAsync(1);
        await Task.WhenAll(cluster.Workers.Select(worker => Members.WaitUntilActiveAsync(cluster.Redis, worker.Name)));
        await WaitUntilAllAreFoundAsync(cluster);
        await cluster.AssertExactAsync(job);

        // The members are as alive for each other as before: a worker that dies is missed.
        var another = await cluster.BeginAsync("after-the-loss");
        await cluster.DisturbAsync(another, "kill -9 of a worker after Redis lost its data", () => TestCluster.KillAsync(cluster.Workers[0]));
        await cluster.AssertExactAsync(another);
    }

    [Fact]
    public async Task Workers_that_are_ended_while_it_is_away_do_not_wait_for_it()
    {
        await using var cluster = await bench.StartClusterAsync();
        await cluster.Redis.KillAsync();
        await Task.WhenAll(cluster.Workers.Select(TestCluster.StopAsync));
    }

    /// <summary>The worker that started in the empty table learns of the others when it next reads it, so that whoever asks it before finds it alone.</summary>
    private static async Task WaitUntilAllAreFoundAsync(TestCluster cluster)
    {
        var expected = cluster.Workers.Select(worker => worker.Name).Order().ToList();
        List<string> found = [];
        await Until.TrueAsync(
            async () =>
            {
                var hosts = await cluster.RunAsync("hosts", "-o", "json");
                if (hosts.ExitCode == Unreachable)
                {
                    // Silos that do not know each other yet refuse each other's grains.
                    return false;
                }

                hosts.Expect(0);
                found = [.. JsonNode.Parse(hosts.Output)!.AsArray().Select(host => host!["name"]!.GetValue<string>()).Order()];
                return found.SequenceEqual(expected);
            },
            TimeSpan.FromMinutes(2),
            () => $"a client to find {string.Join(", ", expected)}; it found {string.Join(", ", found)}");
    }
}
