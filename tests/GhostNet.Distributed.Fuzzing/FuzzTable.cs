using System.Globalization;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing;

/// <summary>The summaries of a run for people, a line a target; and its findings.</summary>
internal sealed class FuzzTable(TextWriter output)
{
    /// <summary>The names of the columns.</summary>
    public void Head()
    {
        output.WriteLine("| target | inputs | accepted | refused | findings | largest allocation | slowest | peak of the process |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
    }

    /// <summary>One target.</summary>
    public void Row(FuzzSummary summary) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {summary.Target} | {summary.Inputs:N0} | {summary.Accepted:N0} | {summary.Refused:N0} | {summary.Findings.Length} | {summary.LargestAllocation / 1024.0:N0} KiB | {summary.Slowest.TotalMilliseconds:F1} ms | {(summary.PeakResident is { } peak ? $"{peak >> 20} MiB" : "?")} |"));

    /// <summary>What was found, with what is needed to see it again.</summary>
    public static void Tell(FuzzSummary summary, FuzzOptions options, string? folder, TextWriter output)
    {
        foreach (var finding in summary.Findings)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{finding.Fault} of {summary.Target}, --seed {options.Seed} --first {finding.Index} --inputs 1: {finding.Detail}"));
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{summary.Target}-{options.Seed}-{finding.Index}")), finding.Input);
            }
        }
    }
}
