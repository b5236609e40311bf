using System.Text;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Reporting.Tests;
using Spectre.Console.Testing;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A <c>report.json</c>, as <c>ghostnet compare</c> is given it: read, and shown as Markdown and on a terminal.</summary>
internal sealed class ReportTarget() : FuzzTarget("report", FormatKind.Json, Texts.Utf8(Ledgers.Report(Ledgers.Results).ToJson(), Canaries.Report().ToJson()))
{
    private static readonly Report Recomputed = Canaries.Report();

    /// <summary>A table for the terminal is laid out cell by cell.</summary>
    public override long MemoryLimit(int inputLength) => (8 << 20) + (2048L * inputLength);

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var report = Report.Parse(Encoding.UTF8.GetString(input));
            _ = MarkdownReport.Render(report);
            _ = ReportAgreement.Compare(report, Recomputed);

            // A table takes a hundred times as long as all the rest.
            if (input.Length % 100 == 0)
            {
                using var console = new TestConsole();
                ReportTable.Write(report, console);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
