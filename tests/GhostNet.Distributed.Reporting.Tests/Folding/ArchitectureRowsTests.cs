namespace GhostNet.Distributed.Reporting.Tests.Folding;

public class ArchitectureRowsTests
{
    [Fact]
    public void An_architecture_adds_up_its_hosts_and_counts_time_that_two_of_them_share_once()
    {
        var other = Ledgers.Edge with { Name = "edge-2" };
        var report = Ledgers.Report(Ledgers.Shard(0, Ledgers.Edge, 0, 10), Ledgers.Shard(1, other, 5, 15), Ledgers.Shard(2, Ledgers.Cloud, 0, 2));
        Assert.Equal(
            [
                new ReportedArchitecture("arm64", 2, 2, new SampleCounts(8, 6, 2), Math.Round(8 / 15.0, 3), 15),
                new ReportedArchitecture("x64", 1, 1, new SampleCounts(4, 3, 1), 2, 2),
            ],
            report.Architectures!.Value);
    }

    [Fact]
    public void A_host_that_came_back_with_other_facts_is_one_host() =>
        Assert.Equal(1, Ledgers.Report(Ledgers.Results).Architectures!.Value.Single(a => a.Architecture == "arm64").Hosts);

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("arch=x64", "")]
    [InlineData("arch=arm64,pool=edge,zone=a", "pool=edge, zone=a")]
    [InlineData("march=x", "march=x")]
    public void The_labels_of_a_host_beside_its_architecture_are_the_others(string? labels, string shown) =>
        Assert.Equal(shown, HostLabels.BesideArchitecture(Ledgers.Edge with { Labels = labels }));

    [Fact]
    public void A_host_that_came_back_with_other_labels_has_a_row_for_each_in_one_order()
    {
        var rows = Ledgers.Report(Ledgers.Shard(0, Ledgers.Edge with { Labels = "pool=b" }, 0, 1), Ledgers.Shard(1, Ledgers.Edge with { Labels = "pool=a" }, 1, 2), Ledgers.Shard(2, Ledgers.Edge, 2, 3)).Hosts;
        Assert.Equal([null, "pool=a", "pool=b"], rows.Select(h => h.Host.Labels));
    }
}
