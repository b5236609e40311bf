using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>The first thing that anybody runs.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task The_sample_is_good_but_not_perfect_and_a_second_run_does_nothing_again()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["ghostnet-sample", "run"]);

        var first = (await GhostNetProcess.RunAsync(folder.Path, "sample")).Expect(0);
        Assert.Contains(run.Report["time"]!["conclusion"]!.GetValue<string>(), first.Output, StringComparison.Ordinal);
        Assert.Equal("VALID", run.Report["verdict"]!.GetValue<string>());
        Assert.InRange(run.Report["top1"]!["ratio"]!.GetValue<double>(), 0.9, 0.9999);
        var (digest, results, report) = (run.Digest, run.Results, File.ReadAllText(run.ReportPath));
        (await GhostNetProcess.RunAsync(folder.Path, "verify", run.Path)).Expect(0);

        File.Delete(run.ReportPath);
        var again = (await GhostNetProcess.RunAsync(folder.Path, "sample")).Expect(0);

        Assert.Contains("nothing is done again", again.Error, StringComparison.Ordinal);
        Assert.Contains("images are in", again.Error, StringComparison.Ordinal);
        Assert.Equal(digest, run.Digest);
        Assert.Equal(results, run.Results);
        Assert.Equal(report, File.ReadAllText(run.ReportPath));
    }
}
