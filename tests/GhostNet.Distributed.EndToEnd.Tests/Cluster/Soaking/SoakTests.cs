using System.Globalization;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Soaking;

/// <summary>One job after another on blob storage, disturbed at random from a seed, for as long as it is told. Run by <c>tests/soak.sh</c> alone.</summary>
[Collection(Clusters.Name)]
public sealed class SoakTests(StoreBench bench)
{
    private const string Minutes = "GHOSTNET_SOAK_MINUTES";
    private const string Seed = "GHOSTNET_SOAK_SEED";

    [Fact(Explicit = true)]
    public async Task Every_job_finds_what_one_process_finds()
    {
        var seed = Number(Seed, 1);
        await using var soak = await Soak.StartAsync(bench, new Random(seed));
        var duration = TimeSpan.FromMinutes(Number(Minutes, 3));
        TestCluster.Tell(string.Create(CultureInfo.InvariantCulture, $"soak: {duration.TotalMinutes:F0} minutes from seed {seed}"));
        await soak.RunAsync(duration);
        foreach (var line in soak.Record.Summary())
        {
            TestCluster.Tell(line);
        }

        Assert.NotEmpty(soak.Record.Jobs);
        Assert.Empty(soak.Record.Jobs.Where(job => job.Difference is not null).Select(job => $"{job.Id}: {job.Difference}"));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
