using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public void A_locked_folder_is_a_conflict_until_the_lock_is_gone()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.At(folder["run"]);
        using (run.Lock())
        {
            var refused = Assert.Throws<CliException>(() => run.Lock());
            Assert.Equal(5, refused.ExitCode);
            Assert.StartsWith($"Another ghostnet process is at work in {run.Path}", refused.Message, StringComparison.Ordinal);
        }

        run.Lock().Dispose();
    }

    [Fact]
    public void Out_that_is_a_file_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("out", "mine");

        Assert.Equal(2, Assert.Throws<CliException>(() => RunFolder.At(file).Lock()).ExitCode);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_earlier_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("report.json", "earlier");
        await Assert.ThrowsAsync<IOException>(() => RunFolder.WriteAsync(file, async stream =>
        {
            await stream.WriteAsync("half"u8.ToArray(), TestContext.Current.CancellationToken);
            throw new IOException("disk full");
        }));

        Assert.Equal("earlier", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_to_is_named_and_no_temporary_file_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "needs Unix, and a user that is not root: root may write everywhere");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var run = Directory.CreateDirectory(folder["run"]).FullName;
        File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var locking = Assert.Throws<CliException>(() => RunFolder.At(run).Lock());
        var writing = await Assert.ThrowsAsync<CliException>(() => RunFolder.WriteAsync(Path.Combine(run, "report.json"), _ => Task.CompletedTask));

        Assert.Equal((2, $"The folder {run} may not be written to by this user; choose another --out."), (locking.ExitCode, locking.Message));
        Assert.Equal((2, $"{Path.Combine(run, "report.json")} may not be written by this user."), (writing.ExitCode, writing.Message));
    }

    [Fact]
    public async Task A_folder_without_a_job_is_not_found()
    {
        using var folder = new TemporaryFolder();
        var missing = await Assert.ThrowsAsync<CliException>(() => RunFolder.OpenAsync(folder.Path, TestContext.Current.CancellationToken));

        Assert.Equal(4, missing.ExitCode);
        Assert.Contains("holds no job", missing.Message, StringComparison.Ordinal);
    }
}
