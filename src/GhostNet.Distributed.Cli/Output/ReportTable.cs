using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Reporting;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>A report for people, on a terminal.</summary>
internal static class ReportTable
{
    private const int FailuresShown = 10;
    private const int DifferencesShown = 10;

    /// <summary>Headline, reasons, hosts, architectures and whether they agree, failures, and what makes the number repeatable.</summary>
    public static void Write(Report report, IAnsiConsole console)
    {
        console.Write(Headline(report));
        foreach (var reason in report.Reasons)
        {
            console.MarkupLineInterpolated($"[red]✗ {reason}[/]");
        }

        console.Write(Hosts(report));
        WriteTime(report, console);

        // Of one architecture the headline and the hosts say all there is.
        if (report.Architectures is { Length: > 1 } architectures)
        {
            console.Write(Architectures(architectures));
        }

        WriteAgreement(report, console);
        WriteFailures(report, console);
        console.Write(Identity(report));
        console.MarkupLineInterpolated($"[grey]throughput = {report.Throughput.Definition}[/]");
    }

    private static Panel Headline(Report report)
    {
        var grid = new Grid().AddColumn().AddColumn();
        if (report is { Top1: { } top1, Top5: { } top5 })
        {
            grid.AddRow("[bold]top-1[/]", $"[bold]{Percent(top1.Ratio)}[/]  [grey]95 % {Percent(top1.Low)} … {Percent(top1.High)}, {top1.Correct} of {top1.Of}[/]");
            grid.AddRow("top-5", $"{Percent(top5.Ratio)}  [grey]95 % {Percent(top5.Low)} … {Percent(top5.High)}, {top5.Correct} of {top5.Of}[/]");
        }

        var failed = report.Samples.Failed > 0 ? $"[yellow]{report.Samples.Failed} failed[/]" : "0 failed";
        grid.AddRow("samples", $"{report.Samples.Scored} scored + {failed} = {report.Samples.Total}");
        grid.AddRow("throughput", $"{Number(report.Throughput.ImagesPerSecond)} images/s  [grey]over {Number(report.Throughput.Seconds)} s[/]");
        if (report.Latency is { } latency)
        {
            grid.AddRow("latency", $"p50 {Number(latency.P50Ms)} ms  p90 {Number(latency.P90Ms)}  p99 {Number(latency.P99Ms)}  max {Number(latency.MaxMs)}");
        }

        var (verdict, colour) = report.Verdict == Verdict.Valid ? ("VALID", Color.Green) : ("INVALID", Color.Red);
        return new Panel(grid) { Header = new PanelHeader($" [{colour.ToMarkup()} bold]{verdict}[/] {Markup.Escape(report.Model.Name)} on {Markup.Escape(report.Dataset.Name)} "), BorderStyle = new Style(colour), Padding = new Padding(2, 0) };
    }

    private static Table Hosts(Report report)
    {
        // Labels are for clusters; where no host tells any, an empty column would be in the way.
        var labels = report.Hosts.Any(h => HostLabels.BesideArchitecture(h.Host).Length > 0);
        var table = new Table().RoundedBorder();
        foreach (var title in (string[])["host", "arch", .. labels ? ["labels"] : Array.Empty<string>(), "processor"])
        {
            table.AddColumn(title);
        }

        foreach (var title in new[] { "threads", "batch", "shards", "samples", "images/s" })
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        foreach (var host in report.Hosts)
        {
            table.AddRow([
                Markup.Escape(host.Host.Name), host.Host.Architecture, .. labels ? [Markup.Escape(HostLabels.BesideArchitecture(host.Host))] : Array.Empty<string>(), Markup.Escape(host.Host.Processor),
                Number(host.Host.Threads), Number(host.Host.BatchSize), Number(host.Shards), Number(host.Samples.Total), Number(host.ImagesPerSecond),
            ]);
        }

        return table;
    }

    private static void WriteTime(Report report, IAnsiConsole console)
    {
        if (report.Time is not { } time)
        {
            return;
        }

        var table = new Table().RoundedBorder().AddColumn("host");
        foreach (var title in (string[])["thread s", .. Enum.GetNames<TimePart>().Select(name => name.ToLowerInvariant())])
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        foreach (var host in report.Hosts)
        {
            if (host.ThreadSeconds is { } seconds)
            {
                table.AddRow([Markup.Escape(host.Host.Name), Number(seconds.Total), .. Enum.GetValues<TimePart>().Select(part => Share(seconds, part))]);
            }
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{time.Conclusion}");
        if (time.Advice is { } advice)
        {
            console.MarkupLineInterpolated($"[yellow]{advice}[/]");
        }

        string Share(ThreadSeconds seconds, TimePart part)
        {
            var share = (100 * seconds.ShareOf(part)).ToString("F0", CultureInfo.InvariantCulture) + " %";
            return part == time.Bound ? $"[bold]{share}[/]" : share;
        }
    }

    private static Table Architectures(ImmutableArray<ReportedArchitecture> architectures)
    {
        var table = new Table().RoundedBorder().AddColumn("arch");
        foreach (var title in new[] { "hosts", "shards", "samples", "failed", "images/s", "busy s" })
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        foreach (var row in architectures)
        {
            table.AddRow(
                Markup.Escape(row.Architecture), Number(row.Hosts), Number(row.Shards), Number(row.Samples.Total), Number(row.Samples.Failed), Number(row.ImagesPerSecond), Number(row.BusySeconds));
        }

        return table;
    }

    private static void WriteAgreement(Report report, IAnsiConsole console)
    {
        if (report.Agreement is not { } agreement)
        {
            return;
        }

        var colour = agreement.Differing + agreement.DifferingFromResults > 0 ? "yellow" : "green";
        console.MarkupLine($"[{colour}]{Markup.Escape(agreement.Conclusion)}[/]");
        foreach (var reason in agreement.LeftOut)
        {
            console.MarkupLineInterpolated($"  [yellow]{reason}[/]");
        }

        var labels = ClassLabels.Of(report.Model.Card);
        foreach (var sample in agreement.Differences.Take(DifferencesShown))
        {
            console.MarkupLineInterpolated($"  {sample.Sample} [grey]{string.Join("; ", Outcomes(sample, labels))}[/]");
        }

        if (agreement.Differences.Length > DifferencesShown)
        {
            console.MarkupLine("  [grey]and more, in report.json[/]");
        }
    }

    private static IEnumerable<string> Outcomes(ReportedDisagreement sample, ClassLabels labels)
    {
        if (sample.Label is { } label)
        {
            yield return $"label {Name(label)}";
        }

        foreach (var outcome in sample.Canary)
        {
            yield return $"{outcome.Architecture} {Words(outcome)}";
        }

        if (sample.Counted is { } counted)
        {
            yield return $"counted of {counted.Host} {Words(counted)}";
        }

        string Words(ReportedOutcome outcome) => outcome is { Class: { } index, Score: { } score }
            ? string.Create(CultureInfo.InvariantCulture, $"{Name(index)} ({score:F3})")
            : outcome.Failure?.ToString() ?? "nothing";
        string Name(int index) => labels.NameOf(index) is { } name ? string.Create(CultureInfo.InvariantCulture, $"{index} {name}") : index.ToString(CultureInfo.InvariantCulture);
    }

    private static void WriteFailures(Report report, IAnsiConsole console)
    {
        foreach (var (kind, count) in report.FailureCounts)
        {
            console.MarkupLineInterpolated($"[yellow]{count} {kind}[/]");
        }

        foreach (var failure in report.Failures.Take(FailuresShown))
        {
            console.MarkupLineInterpolated($"  [grey]{failure.Kind}[/] {failure.Detail}");
        }

        if (report.Samples.Failed > FailuresShown)
        {
            console.MarkupLineInterpolated($"  [grey]and {report.Samples.Failed - FailuresShown} more, in report.json and predictions.jsonl[/]");
        }
    }

    private static Grid Identity(Report report)
    {
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("[grey]predictions[/]", $"[grey]{report.PredictionsDigest}[/]");
        grid.AddRow("[grey]model[/]", $"[grey]{report.Model.Digest}[/]");
        grid.AddRow("[grey]dataset[/]", $"[grey]{report.Dataset.Digest}[/]");
        grid.AddRow("[grey]recipe[/]", $"[grey]{report.Recipe.Digest}[/]");
        return grid;
    }

    private static string Percent(double ratio) => (100 * ratio).ToString("F2", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => value.ToString(value < 100 && value != Math.Floor(value) ? "F1" : "F0", CultureInfo.InvariantCulture);
}
