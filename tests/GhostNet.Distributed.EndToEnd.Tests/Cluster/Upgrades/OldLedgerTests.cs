using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>What one version has written down, read by the other: forward after an upgrade, backward after a rollback.</summary>
public sealed class OldLedgerTests(Workbench bench, PreviousVersion previous)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_verified_reported_and_compared(bool writtenByOld)
    {
        using var folder = new TemporaryFolder();
        var old = await previous.CommandLineAsync();
        var (writer, reader) = writtenByOld ? (old, GhostNetProcess.Assembly) : (GhostNetProcess.Assembly, old);
        var run = new RunOutput(folder["written"]);
        (await RunAsync(writer, folder, "evaluate", "--model", bench.Model, "--images", bench.FewImages, "--shard-size", "7", "--out", run.Path)).Expect(0);

        var verified = (await RunAsync(reader, folder, "verify", run.Path, "-o", "json")).Expect(0);
        Assert.Contains(run.Digest, verified.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(run.ReportPath), (await RunAsync(reader, folder, "report", run.Path, "-o", "json")).Expect(0).Output);

        // The same question put to the other version is the same run, which is over.
        var results = run.Results;
        (await RunAsync(reader, folder, "evaluate", "--model", bench.Model, "--images", bench.FewImages, "--shard-size", "7", "--out", run.Path)).Expect(0);
        Assert.Equal(results, run.Results);

        (await RunAsync(reader, folder, "evaluate", "--model", bench.Model, "--images", bench.FewImages, "--out", folder["own"])).Expect(0);
        (await RunAsync(reader, folder, "compare", run.Path, folder["own"])).Expect(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_was_killed_is_gone_on_with(bool begunByOld)
    {
        using var folder = new TemporaryFolder();
        var old = await previous.CommandLineAsync();
        var (first, second) = begunByOld ? (old, GhostNetProcess.Assembly) : (GhostNetProcess.Assembly, old);
        var run = new RunOutput(folder["run"]);
        string[] question = ["evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--shard-size", "8", "--threads", "1"];
        await using (var begun = GhostNetProcess.Start("dotnet", folder.Path, null, ["exec", first, .. question, "--out", run.Path]))
        {
            await run.WaitForResultsAsync(5, () => begun.HasExited);
            begun.Signal(UnixSignal.Kill);
            await begun.WaitAsync();
        }

        var before = run.Results;
        (await RunAsync(second, folder, [.. question, "--out", run.Path])).Expect(0);
        Assert.All(before, result => Assert.Equal(result.Value, run.Results[result.Key]));
        (await RunAsync(second, folder, [.. question, "--out", folder["undisturbed"]])).Expect(0);
        Assert.Equal(new RunOutput(folder["undisturbed"]).Digest, run.Digest);
    }

    private static async Task<Finished> RunAsync(string program, TemporaryFolder folder, params string[] arguments)
    {
        await using var process = GhostNetProcess.Start("dotnet", folder.Path, null, ["exec", program, .. arguments]);
        return await process.WaitAsync();
    }
}
