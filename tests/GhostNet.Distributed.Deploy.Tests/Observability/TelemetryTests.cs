using System.Text.Json;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>What real workers and a real command line tell of a job, held against what dashboard, alerts and documentation say they do.</summary>
public sealed class TelemetryTests(ObservedCluster cluster) : IClassFixture<ObservedCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private string Trace => JobTrace.IdOf(cluster.Job).ToHexString();

    [Fact]
    public void Every_series_that_dashboard_and_alerts_read_is_told_by_a_worker()
    {
        var rules = ObservabilityFiles.Rules();
        var recorded = rules.Where(rule => rule.ContainsKey("record")).Select(rule => rule["record"]).ToHashSet();
        var read = rules.Select(rule => rule["expr"]).Concat(ObservabilityFiles.Dashboard().Select(panel => panel.Expression)).SelectMany(ObservabilityFiles.Read).ToList();
        Assert.True(read.Count > 40, $"only {read.Count} series were found in the expressions");

        // `up` is Prometheus' own word on a target.
        var missing = read.Where(series => series.Metric != "up" && !recorded.Contains(series.Metric) && !cluster.Scrapes.Any(scrape => scrape.Has(series.Metric, series.Labels)));
        Assert.Empty(missing.Select(series => series.ToString()).Distinct());
    }

    [Fact]
    public void Every_instrument_that_the_documentation_lists_is_told_and_every_one_that_is_told_is_listed()
    {
        var table = File.ReadLines(Path.Combine(Repository.Root, "src", "README.md")).Where(line => line.StartsWith("| `ghostnet.", StringComparison.Ordinal));
        var listed = table.SelectMany(line => line.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`').Replace('.', '_')).ToHashSet();
        var told = cluster.Scrapes.SelectMany(scrape => scrape.Names).Where(name => name.StartsWith("ghostnet_", StringComparison.Ordinal)).Select(Instrument).ToHashSet();
        Assert.Equal(listed.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_job_shard_or_host_is_a_tag()
    {
        Assert.All(cluster.Scrapes, scrape =>
        {
            Assert.DoesNotContain(scrape.Values, value => value.Contains(cluster.Job.Value, StringComparison.Ordinal));
            Assert.DoesNotContain(scrape.LabelsOf("ghostnet_"), label => label is "job" or "shard" or "host" or "sample");
        });
    }

    [Fact]
    public async Task A_job_is_one_trace_over_the_command_line_and_both_workers()
    {
        // The last is exported a moment after it can be seen in the ledger.
        await Until.TrueAsync(() => Own().Exists(span => span.Name == "report") && Own().Exists(span => span.Name == "submit"), Patience, () => $"the whole trace; there are {string.Join(", ", Own().Select(span => span.Name).Distinct())}");
        var spans = Own();
        Assert.All(spans, span => Assert.Equal(Trace, span.Trace));
        var submit = Assert.Single(spans, span => span.Name == "submit");
        Assert.Equal(("ghostnet", ""), (submit.Service.Name, submit.Parent));
        string[] workers = [.. cluster.Workers.Select(worker => worker.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(workers, spans.Where(span => span.Name == "shard").Select(span => span.Service.Instance).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["commit", "fetch", "infer", "plan", "report", "shard", "submit"], spans.Select(span => span.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.True(spans.Count < 5 * 1000, $"{spans.Count} spans for 1,000 images");

        // Each hangs on another: through the call between grains from the client to the coordinator, and by what the coordinator tells the workers.
        var known = cluster.Told.Spans.Where(span => span.Trace == Trace).Select(span => span.Id).ToHashSet();
        Assert.All(spans.Where(span => span.Name != "submit"), span => Assert.Contains(span.Parent, known));
    }

    [Fact]
    public void Nothing_is_traced_that_belongs_to_no_job() => Assert.Empty(cluster.Told.Spans.Where(span => span.Trace != Trace).Select(span => $"{span.Scope} {span.Name}"));

    [Fact]
    public async Task Prometheus_itself_reads_the_workers_with_their_token_and_evaluates_every_rule()
    {
        OnPath.Require("prometheus");
        await using var prometheus = await PrometheusServer.StartAsync(cluster.Workers.Select(worker => worker.Http.Authority), cluster.TokenFile);
        await Until.TrueAsync(async () => await prometheus.ValueAsync("sum(up{job=\"ghostnet\"})") == 2, Patience, () => $"both workers to be scraped\n{prometheus.Said}");

        // As exact as the ledger, whoever did which shard.
        await Until.TrueAsync(async () => await prometheus.ValueAsync("sum(ghostnet_samples_total{outcome!=\"repeated\"})") == cluster.Samples, Patience, () => "every sample to be counted once");
        var rules = ObservabilityFiles.Rules().Select(rule => rule.GetValueOrDefault("alert") ?? rule["record"]).Order(StringComparer.Ordinal);
        await Until.TrueAsync(async () => (await prometheus.HealthyRulesAsync()).Order(StringComparer.Ordinal).SequenceEqual(rules), Patience, () => "every rule to be evaluated without a fault");
        Assert.Equal(0, await prometheus.ValueAsync("sum(ALERTS{alertstate=\"firing\"} or vector(0))"));
    }

    [Fact]
    public async Task Metrics_go_out_by_the_same_way()
    {
        string[] wanted = ["ghostnet.samples", "ghostnet.inference.duration", "ghostnet.shards.queued"];
        await Until.TrueAsync(() => Array.TrueForAll(wanted, cluster.Told.Metrics.ContainsKey), Patience, () => $"metrics; there are {string.Join(", ", cluster.Told.Metrics.Keys)}");
    }

    [Fact]
    public void Logs_are_lines_of_JSON_and_name_the_trace()
    {
        var lines = cluster.Workers.SelectMany(worker => worker.OutputSoFar.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonElement.Parse(line).ValueKind));
        var opened = Assert.Single(lines, line => line.Contains($"Job {cluster.Job}: ", StringComparison.Ordinal) && line.Contains(" of them accepted already.", StringComparison.Ordinal));
        Assert.Contains(JsonElement.Parse(opened).GetProperty("Scopes").EnumerateArray(), scope => scope.TryGetProperty("TraceId", out var trace) && trace.GetString() == Trace);
    }

    private List<ExportedSpan> Own() => [.. cluster.Told.Spans.Where(span => span.Scope == JobTrace.Source)];

    private static string Instrument(string series)
    {
        foreach (var suffix in (string[])["_bucket", "_sum", "_count", "_total"])
        {
            series = series.EndsWith(suffix, StringComparison.Ordinal) ? series[..^suffix.Length] : series;
        }

        return series.EndsWith("_seconds", StringComparison.Ordinal) ? series[..^"_seconds".Length] : series;
    }
}
