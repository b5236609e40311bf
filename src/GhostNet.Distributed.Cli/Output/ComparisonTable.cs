using System.Globalization;
using GhostNet.Distributed.Reporting;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>Two runs side by side, for people.</summary>
internal static class ComparisonTable
{
    private const int DigestShown = 12;

    /// <summary>Whether they say the same, the figures side by side, the samples that differ, and the test.</summary>
    public static void Write(RunComparison comparison, ClassLabels labels, IAnsiConsole console)
    {
        console.MarkupLine(comparison.Same ? "[green bold]SAME[/] predictions: every sample, label and top-1 class or failure." : "[yellow bold]DIFFERENT[/] predictions.");
        console.Write(Figures(comparison));
        if (comparison.Paired is { } paired)
        {
            WritePaired(paired, labels, console);
        }
        else
        {
            console.MarkupLine("[grey]Samples are compared when both have predictions: give the --out folders of the runs, or their predictions.jsonl.[/]");
        }
    }

    private static Table Figures(RunComparison comparison)
    {
        var (a, b) = (comparison.A, comparison.B);
        var table = new Table().RoundedBorder().AddColumn("").AddColumn("A").AddColumn("B").AddColumn("B against A");
        table.AddRow("run", Markup.Escape(a.Name), Markup.Escape(b.Name), "");
        table.AddRow("verdict", Words(a.Verdict), Words(b.Verdict), "");
        table.AddRow("samples", Words(a.Samples), Words(b.Samples), "");
        table.AddRow("top-1", Words(a.Top1), Words(b.Top1), Words(comparison.Top1));
        if (comparison.Top5 is not null)
        {
            table.AddRow("top-5", Words(a.Top5), Words(b.Top5), Words(comparison.Top5));
        }

        if (comparison.DifferentSubjects is { } different)
        {
            table.AddRow("model", Words(a.Model), Words(b.Model), Sameness(!different.Contains("model")));
            table.AddRow("dataset", Words(a.Dataset), Words(b.Dataset), Sameness(!different.Contains("dataset")));
            table.AddRow("recipe", Short(a.Recipe), Short(b.Recipe), Sameness(!different.Contains("recipe")));
        }

        table.AddRow("predictions", Short(a.PredictionsDigest), Short(b.PredictionsDigest), Sameness(comparison.Same));
        return table;
    }

    private static void WritePaired(PairedPredictions paired, ClassLabels labels, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Of {paired.Samples} samples in both, {paired.Differing} differ in top-1 class or failure{(paired.Differing > 0 ? ":" : ".")}");
        foreach (var sample in paired.Differences)
        {
            var label = sample.Label is { } index ? $"label {Name(index, labels)}; " : "";
            console.MarkupLineInterpolated($"  {sample.Sample} [grey]{label}A {Words(sample.A, labels)}; B {Words(sample.B, labels)}[/]");
        }

        if (paired.Differing > paired.Differences.Length)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [grey]and {paired.Differing - paired.Differences.Length} more[/]");
        }

        if (paired.OnlyInA + paired.OnlyInB > 0)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{paired.OnlyInA} samples are in A alone, {paired.OnlyInB} in B alone.[/]");
        }

        if (paired.DifferentLabels > 0)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{paired.DifferentLabels} samples have another label in B than in A.[/]");
        }

        if (paired.McNemar is { } test)
        {
            console.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"McNemar's exact test: {test.OnlyARight} right in A alone, {test.OnlyBRight} in B alone, [bold]{(test.PValue < 0.0001 ? "p < 0.0001" : $"p = {Number(test.PValue, "F4")}")}[/]");
        }
    }

    private static string Words(Verdict? verdict) => verdict switch
    {
        Verdict.Valid => "[green]VALID[/]",
        Verdict.Invalid => "[red]INVALID[/]",
        _ => "[grey]no report[/]",
    };

    private static string Words(SampleCounts samples) => string.Create(CultureInfo.InvariantCulture, $"{samples.Scored} scored + {samples.Failed} failed = {samples.Total}");

    private static string Words(Accuracy? accuracy) => accuracy is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{Percent(known.Ratio)}  [grey]95 % {Percent(known.Low)} … {Percent(known.High)}[/]")
        : "[grey]none[/]";

    private static string Words(AccuracyDifference? difference) => difference is { } known
        ? $"{Number(100 * known.Difference, "+0.00;−0.00;0.00")} points, 95 % intervals {(known.IntervalsOverlap ? "overlap" : "do not overlap")}"
        : "";

    private static string Words(ComparedSubject? subject) => subject is { } known ? $"{Markup.Escape(known.Name)} {Short(known.Digest)}" : "";

    private static string Words(PairedOutcome outcome, ClassLabels labels) => outcome is { Class: { } index, Score: { } score }
        ? $"{Name(index, labels)} ({Number(score, "F3")})"
        : outcome.Failure?.ToString() ?? "nothing";

    private static string Name(int index, ClassLabels labels) => Number(index, "F0") + (labels.NameOf(index) is { } name ? $" {name}" : "");

    private static string Short(string? digest) => digest is null ? "" : $"[grey]{Markup.Escape(digest[..Math.Min(DigestShown, digest.Length)])}[/]";

    private static string Sameness(bool same) => same ? "same" : "[yellow]differs[/]";

    private static string Percent(double ratio) => Number(100 * ratio, "F2") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
