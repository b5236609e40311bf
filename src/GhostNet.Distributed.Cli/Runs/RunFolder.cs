using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>
/// The folder of one embedded job (<c>--out</c>): the ledger that makes it resumable, and what is derived from it: <c>report.json</c>, <c>report.md</c>,
/// <c>predictions.jsonl</c>.
/// </summary>
internal sealed class RunFolder
{
    private RunFolder(string path)
    {
        Path = path;
        Ledgers = new JobLedgers(new FolderBlobStore(System.IO.Path.Combine(path, "ledger")));
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The ledger.</summary>
    public JobLedgers Ledgers { get; }

    /// <summary>Where the report is, as JSON.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.json");

    /// <summary>Where the report is, as Markdown.</summary>
    public string MarkdownReport => System.IO.Path.Combine(Path, "report.md");

    /// <summary>Where the predictions are, a line a sample.</summary>
    public string Predictions => System.IO.Path.Combine(Path, "predictions.jsonl");

    /// <summary>A folder for a run, which may not be there yet. Nothing is touched.</summary>
    public static RunFolder At(string path) => new(System.IO.Path.GetFullPath(path));

    /// <summary>The folder of an earlier run.</summary>
    /// <exception cref="CliException">There is no such folder, or no job in it.</exception>
    public static async Task<(RunFolder Folder, JobId Job)> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var folder = At(path);
        GivenPaths.RequireFolder(path, "a run");
        return await folder.FindJobAsync(cancellationToken) is { } job
            ? (folder, job)
            : throw new CliException(ExitCode.NotFound, $"{folder.Path} holds no job: expected the --out folder of ghostnet evaluate, predict or sample, with the job's ledger in {folder.Ledgers.Store.Description}.");
    }

    /// <summary>The job whose ledger is here; null when there is none.</summary>
    public async Task<JobId?> FindJobAsync(CancellationToken cancellationToken)
    {
        await foreach (var job in Ledgers.ListAsync(cancellationToken))
        {
            return job;
        }

        return null;
    }

    /// <summary>Makes the folder if need be and keeps other processes out of it until the result is disposed, however the process ends.</summary>
    /// <exception cref="CliException">Another process is at work in the folder.</exception>
    public IDisposable Lock()
    {
        GivenPaths.MakeFolder(Path);
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new CliException(ExitCode.Conflict, $"Another ghostnet process is at work in {Path} ({e.Message}). Wait for it, or choose another --out.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CliException(ExitCode.Usage, $"The folder {Path} may not be written to by this user; choose another --out.", e);
        }
    }

    /// <summary>Writes a file whole or not at all, over an earlier one.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = File.Create(temporary))
            {
                await write(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            // Told of the file that was asked for, not of the temporary one.
            throw new CliException(ExitCode.Usage, $"{path} may not be written by this user.", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
