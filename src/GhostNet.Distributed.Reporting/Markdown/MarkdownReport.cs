using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using static System.FormattableString;

namespace GhostNet.Distributed.Reporting;

/// <summary>A report for people: <c>report.md</c>, in GitHub's Markdown. Derived from the report alone, the same under every culture.</summary>
public static class MarkdownReport
{
    private const int FailuresShown = 20;
    private const int ClassesShown = 10;
    private const int DifferencesShown = 20;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of <c>report.md</c>; lines end with LF.</summary>
    public static string Render(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Headline(text, report);
        Subject(text, report);
        Speed(text, report);
        TimeSpent(text, report);
        Hosts(text, report);
        Architectures(text, report.Architectures ?? []);
        Agreement(text, report);
        Failures(text, report);
        Classes(text, report.Classes);
        Environment(text, report.Environment);
        return text.ToString();
    }

    private static void Headline(StringBuilder text, Report report)
    {
        text.Append(Invariant($"# {report.Verdict.ToString().ToUpperInvariant()}: {Escape(report.Model.Name)} on {Escape(report.Dataset.Name)}\n\n"));
        foreach (var reason in report.Reasons)
        {
            text.Append(Invariant($"- {Escape(reason)}\n"));
        }

        if (!report.Reasons.IsEmpty)
        {
            text.Append('\n');
        }

        var table = new MarkdownTable("What", "Figure");
        if (report.Top1 is { } top1)
        {
            table.Row("Top-1", Words(top1));
        }

        if (report.Top5 is { } top5)
        {
            table.Row("Top-5", Words(top5));
        }

        table.Row("Samples", Invariant($"{report.Samples.Total:N0}: {report.Samples.Scored:N0} scored, {report.Samples.Failed:N0} failed"));
        table.Row("Throughput", Invariant($"{report.Throughput.ImagesPerSecond:N1} images/s"));
        table.Row("Predictions digest", report.PredictionsDigest);
        text.Append(table);
    }

    private static void Subject(StringBuilder text, Report report)
    {
        text.Append("\n## What was measured\n\n");
        var table = new MarkdownTable("", "Name", "Digest (SHA-256)");
        table.Row("Model", report.Model.Name, report.Model.Digest);
        table.Row("Dataset", report.Dataset.Name, report.Dataset.Digest);
        table.Row("Recipe", report.Recipe.Steps?.ToJsonString(Readable) ?? "", report.Recipe.Digest);
        text.Append(table);
        var job = report.Job;
        text.Append(Invariant($"\nJob {Escape(job.Id.ToString())} ({job.Kind.ToString().ToLowerInvariant()}): {job.Shards:N0} {(job.Shards == 1 ? "shard" : "shards")}"));
        text.Append(Invariant($", images in {Escape(report.Dataset.Images)}, error budget {Escape(job.MaxFailedSamples)}"));
        text.Append(job is { StartedAt: { } started, FinishedAt: { } finished } ? Invariant($", from {Time(started)} to {Time(finished)}.\n") : ".\n");
    }

    private static void Speed(StringBuilder text, Report report)
    {
        text.Append("\n## Throughput and latency\n\n");
        text.Append(Invariant($"**{report.Throughput.ImagesPerSecond:N1} images/s** over {report.Throughput.Seconds:N1} s. {Escape(report.Throughput.Definition)}\n"));
        if (report.Latency is not { } latency)
        {
            return;
        }

        var table = new MarkdownTable(" Mean", " p50", " p90", " p99", " Maximum");
        table.Row([.. new[] { latency.MeanMs, latency.P50Ms, latency.P90Ms, latency.P99Ms, latency.MaxMs }.Select(ms => Invariant($"{ms:N2} ms"))]);
        text.Append('\n').Append(table).Append(Invariant($"\n{Escape(latency.Definition)}\n"));
    }

    private static void TimeSpent(StringBuilder text, Report report)
    {
        if (report.Time is not { } time)
        {
            return;
        }

        text.Append(Invariant($"\n## Where the time went\n\n**{Escape(time.Conclusion)}**"));
        text.Append(time.Advice is { } advice ? Invariant($". {Escape(advice)}\n") : ".\n");
        var table = new MarkdownTable("Host", " Threads", " Thread time", " Fetch", " Decode", " Resize", " Infer", " Commit", " Idle");
        foreach (var row in report.Hosts)
        {
            if (row.ThreadSeconds is { } seconds)
            {
                table.Row([row.Host.Name, Count(row.Host.Threads), .. Parts(seconds)]);
            }
        }

        if (report.Hosts.Length > 1)
        {
            table.Row(["all", "", .. Parts(time.ThreadSeconds)]);
        }

        text.Append('\n').Append(table).Append(Invariant($"\n{Escape(time.Definition)}\n"));

        static IEnumerable<string> Parts(ThreadSeconds seconds) =>
            [Seconds(seconds.Total), .. Enum.GetValues<TimePart>().Select(part => Invariant($"{100 * seconds.ShareOf(part):F1} %"))];
    }

    private static void Hosts(StringBuilder text, Report report)
    {
        var hosts = report.Hosts;
        if (hosts.IsEmpty)
        {
            return;
        }

        text.Append("\n## Hosts\n\nBusy is the time in which the host worked on a shard.");
        text.Append(hosts.Sum(h => (long)h.Shards) > report.Job.Shards ? " Shards were split; each piece counts as one here.\n\n" : "\n\n");
        // Labels are for clusters; where no host tells any, an empty column would be in the way.
        var labels = hosts.Any(h => HostLabels.BesideArchitecture(h.Host).Length > 0);
        string[] figures = [" Cores", " Threads", " Batch", " Shards", " Scored", " Failed", " Images/s", " Busy"];
        var table = new MarkdownTable(["Host", "Architecture", .. labels ? ["Labels"] : Array.Empty<string>(), "Processor", .. figures]);
        foreach (var row in hosts)
        {
            var host = row.Host;
            table.Row([
                host.Name,
                host.Architecture,
                .. labels ? [HostLabels.BesideArchitecture(host)] : Array.Empty<string>(),
                host.Processor,
                Count(host.Cores),
                Count(host.Threads),
                Count(host.BatchSize),
                Count(row.Shards),
                Count(row.Samples.Scored),
                Count(row.Samples.Failed),
                Invariant($"{row.ImagesPerSecond:N1}"),
                Seconds(row.BusySeconds),
            ]);
        }

        text.Append(table);
    }

    // Of one architecture the headline and the hosts say all there is.
    private static void Architectures(StringBuilder text, ImmutableArray<ReportedArchitecture> architectures)
    {
        if (architectures.Length < 2)
        {
            return;
        }

        text.Append("\n## Architectures\n\nBusy is the time in which at least one host of the architecture worked on a shard.\n\n");
        var table = new MarkdownTable("Architecture", " Hosts", " Shards", " Scored", " Failed", " Images/s", " Busy");
        foreach (var row in architectures)
        {
            table.Row(
                row.Architecture, Count(row.Hosts), Count(row.Shards), Count(row.Samples.Scored), Count(row.Samples.Failed), Invariant($"{row.ImagesPerSecond:N1}"), Seconds(row.BusySeconds));
        }

        text.Append(table);
    }

    private static void Agreement(StringBuilder text, Report report)
    {
        if (report.Agreement is not { } agreement)
        {
            return;
        }

        text.Append(Invariant($"\n## Agreement of architectures\n\n{Escape(agreement.Conclusion)}\n"));
        foreach (var reason in agreement.LeftOut)
        {
            text.Append(Invariant($"\n- {Escape(reason)}"));
        }

        if (!agreement.LeftOut.IsEmpty)
        {
            text.Append('\n');
        }

        if (!agreement.Architectures.IsEmpty)
        {
            var shares = new MarkdownTable("Architecture", "Hosts", " Canary samples", " Of");
            foreach (var share in agreement.Architectures)
            {
                shares.Row(share.Architecture, string.Join(", ", share.Hosts), Count(share.Samples), Count(agreement.Samples));
            }

            text.Append('\n').Append(shares);
        }

        if (!agreement.Differences.IsEmpty)
        {
            Differences(text, agreement.Differences, ClassLabels.Of(report.Model.Card));
        }
    }

    private static void Differences(StringBuilder text, ImmutableArray<ReportedDisagreement> differences, ClassLabels labels)
    {
        text.Append(differences.Length > DifferencesShown ? Invariant($"\nThe first {DifferencesShown} samples that differ, in the order of the dataset:\n\n") : "\n");
        var table = new MarkdownTable("Sample", "Label", "On", "Best class", " Score");
        foreach (var sample in differences.Take(DifferencesShown))
        {
            foreach (var outcome in sample.Canary)
            {
                table.Row(sample.Sample, Name(sample.Label), outcome.Architecture, Words(outcome), Score(outcome));
            }

            if (sample.Counted is { } counted)
            {
                table.Row(sample.Sample, Name(sample.Label), $"{counted.Host} (counted)", Words(counted), Score(counted));
            }
        }

        text.Append(table);

        string Words(ReportedOutcome outcome) => outcome.Failure?.ToString() ?? Name(outcome.Class);
        string Name(int? index) => index is not { } known ? "" : labels.NameOf(known) is { } name ? Invariant($"{known} {name}") : Invariant($"{known}");
        string Score(ReportedOutcome outcome) => outcome.Score is { } score ? Invariant($"{score:F4}") : "";
    }

    private static void Failures(StringBuilder text, Report report)
    {
        if (report.Samples.Failed == 0)
        {
            return;
        }

        text.Append("\n## Failures\n\n");
        var kinds = new MarkdownTable("Kind", " Samples");
        foreach (var (kind, samples) in report.FailureCounts)
        {
            kinds.Row(kind, Count(samples));
        }

        text.Append(kinds).Append('\n');
        if (report.Samples.Failed > FailuresShown)
        {
            text.Append(Invariant($"The first {FailuresShown} of {report.Samples.Failed:N0}, in the order of the dataset:\n\n"));
        }

        var failures = new MarkdownTable("Sample", "Kind", "What was found");
        foreach (var failure in report.Failures.Take(FailuresShown))
        {
            failures.Row(failure.Sample, failure.Kind.ToString(), failure.Detail);
        }

        text.Append(failures);
    }

    private static void Classes(StringBuilder text, ImmutableArray<ReportedClass> classes)
    {
        // The order is by exact fractions: two classes that are equally bad come in class order.
        var worst = classes.Where(c => c.Samples > 0).OrderBy(c => (decimal)c.Top1Correct / c.Samples).ThenBy(c => c.Class).Take(ClassesShown).ToList();
        if (worst.Count == 0)
        {
            return;
        }

        text.Append(Invariant($"\n## Classes with the lowest top-1\n\nClasses shown: {worst.Count:N0} of {classes.Length:N0}.\n\n"));
        var table = new MarkdownTable(" Class", "Id", "Name", " Samples", " Correct", " Top-1");
        foreach (var row in worst)
        {
            table.Row(Invariant($"{row.Class}"), row.Id ?? "", row.Name ?? "", Count(row.Samples), Count(row.Top1Correct), Percent((double)row.Top1Correct / row.Samples));
        }

        text.Append(table);
    }

    private static void Environment(StringBuilder text, ReportEnvironment environment)
    {
        if (environment.Products.IsEmpty)
        {
            return;
        }

        text.Append("\n## Environment\n\n");
        var table = new MarkdownTable("What", "On the hosts");
        table.Row("GhostNet.Distributed", string.Join(", ", environment.Products));
        table.Row(".NET", string.Join(", ", environment.Frameworks));
        table.Row("ONNX Runtime", string.Join(", ", environment.OnnxRuntimes));
        table.Row("Operating system", string.Join(", ", environment.OperatingSystems));
        table.Row("Architecture", string.Join(", ", environment.Architectures));
        text.Append(table);
    }

    private static string Words(Accuracy accuracy) => Invariant(
        $"{Percent(accuracy.Ratio)} (95 % Wilson interval {Percent(accuracy.Low)} to {Percent(accuracy.High)}): {accuracy.Correct:N0} of {accuracy.Of:N0} scored");

    private static string Percent(double ratio) => Invariant($"{100 * ratio:F2} %");

    private static string Count(long count) => Invariant($"{count:N0}");

    private static string Seconds(double seconds) => Invariant($"{seconds:N1} s");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => MarkdownText.Escape(text);
}
