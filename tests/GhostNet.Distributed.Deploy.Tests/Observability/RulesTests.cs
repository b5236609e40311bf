using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>The rules by Prometheus' own tool, and the runbook that they name.</summary>
public class RulesTests
{
    private const string Tool = "promtool";

    private static IEnumerable<IReadOnlyDictionary<string, string>> Alerts => ObservabilityFiles.Rules().Where(rule => rule.ContainsKey("alert"));

    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_rules_and_configuration()
    {
        OnPath.Require(Tool);
        (await RunAsync("check", "rules", ObservabilityFiles.Alerts)).Expect(0);
        (await RunAsync("check", "config", "--syntax-only", ObservabilityFiles.Prometheus)).Expect(0);
    }

    [Fact]
    public async Task Each_alert_fires_on_what_it_is_for_and_not_on_what_is_next_to_it()
    {
        OnPath.Require(Tool);
        using var folder = new TemporaryFolder();
        folder.Write("alerts.yaml", await File.ReadAllBytesAsync(ObservabilityFiles.Alerts, TestContext.Current.CancellationToken));
        (await RunAsync("test", "rules", folder.Write("alerts.test.yaml", await File.ReadAllBytesAsync(Tests, TestContext.Current.CancellationToken)))).Expect(0);
    }

    [Fact]
    public void Each_alert_is_tried_in_both_ways()
    {
        var tried = File.ReadAllText(Tests);
        foreach (var alert in Alerts.Select(rule => rule["alert"]))
        {
            Assert.Contains($"alertname: {alert}}}", tried, StringComparison.Ordinal);
            Assert.Contains($"alertname: {alert}\n        exp_alerts:", tried, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_alert_says_what_is_wrong_and_names_its_entry_in_the_runbook()
    {
        var headings = File.ReadLines(Path.Combine(Repository.Root, "deploy", "README.md")).Where(line => line.StartsWith("### ", StringComparison.Ordinal)).Select(line => line[4..].Trim()).ToList();
        Assert.All(Alerts, alert =>
        {
            Assert.NotEmpty(alert["annotations.summary"]);
            Assert.Contains(alert["labels.severity"], (string[])["critical", "warning"]);
            Assert.Equal($"deploy/README.md#{alert["alert"].ToLowerInvariant()}", alert["annotations.runbook"]);
            Assert.Contains(alert["alert"], headings);
        });

        // And the other way round: an entry whose alert is gone is read by nobody.
        Assert.Equal(Alerts.Select(alert => alert["alert"]).Order(StringComparer.Ordinal), headings.Where(heading => heading.StartsWith("GhostNet", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Tests => Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Deploy.Tests", "Observability", "alerts.test.yaml");

    private static async Task<Finished> RunAsync(params string[] arguments)
    {
        await using var process = GhostNetProcess.Start(Tool, Path.GetTempPath(), null, arguments);
        return await process.WaitAsync();
    }
}
