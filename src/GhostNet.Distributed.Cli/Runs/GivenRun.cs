using System.Text;
using System.Text.Json;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>
/// A finished run as it is named on a command line: the folder of a run, its <c>report.json</c>, its <c>predictions.jsonl</c>, or a job of a cluster. What a file is, its
/// content says.
/// </summary>
internal static class GivenRun
{
    // A thousand classes and failures are 300 kB.
    private const long MaxReportBytes = 64 << 20;

    // What has no line end in this many is no file of predictions.
    private const int MaxFirstLineBytes = 4 << 20;

    /// <summary>The run at a path. Predictions are read when they are asked for.</summary>
    /// <exception cref="CliException">There is nothing, or it is no run.</exception>
    public static async Task<ComparedRun> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            return await OpenFolderAsync(path, cancellationToken);
        }

        GivenPaths.RequireFile(path, "run, report or predictions");
        return await HoldsPredictionsAsync(path, cancellationToken)
            ? new ComparedRun { Name = path, Predictions = stop => ReadPredictionsAsync(path, stop) }
            : new ComparedRun { Name = path, Report = await ReadReportAsync(path, cancellationToken) };
    }

    /// <summary>A job of a cluster, whose connection has to last as long as the run is read.</summary>
    /// <exception cref="CliException">The job has no report.</exception>
    public static async Task<ComparedRun> OfJobAsync(JobHandle job, CancellationToken cancellationToken)
    {
        if (await job.ReadReportJsonAsync(cancellationToken) is { } json)
        {
            return new ComparedRun { Name = job.Id.Value, Report = Report.Parse(json), Predictions = job.ReadPredictionsAsync };
        }

        var status = await job.GetStatusAsync(cancellationToken);
        throw new CliException(
            ExitCode.NotFound,
            $"Job {job.Id} has no report to compare: it is {status.State} with {status.AcceptedShards} of {status.Shards} shards accepted. ghostnet show {job.Id} says more.");
    }

    private static async Task<ComparedRun> OpenFolderAsync(string path, CancellationToken cancellationToken)
    {
        var folder = RunFolder.At(path);
        if (!File.Exists(folder.Report))
        {
            throw new CliException(
                ExitCode.NotFound, $"There is no {folder.Report} to compare. Expected the --out folder of a finished run, a report.json or a predictions.jsonl; the command that began a run finishes it.");
        }

        return new ComparedRun
        {
            Name = path,
            Report = await ReadReportAsync(folder.Report, cancellationToken),
            Predictions = File.Exists(folder.Predictions) ? stop => ReadPredictionsAsync(folder.Predictions, stop) : null,
        };
    }

    private static async Task<Report> ReadReportAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length is var length && length > MaxReportBytes
                ? throw new JsonException($"it has {length} bytes; a report has at most {MaxReportBytes}.")
                : Report.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Usage, $"{path} is neither a report nor predictions: {e.Message}", e);
        }
    }

    private static async IAsyncEnumerable<Prediction> ReadPredictionsAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        await foreach (var prediction in PredictionsFile.ReadAsync(file, cancellationToken))
        {
            yield return prediction;
        }
    }

    // A line of predictions is an object on its own and has a sample; a report is one object, mostly over many lines, and has none.
    private static async Task<bool> HoldsPredictionsAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[Math.Min(file.Length, MaxFirstLineBytes)];
        await file.ReadExactlyAsync(head, cancellationToken);
        ReadOnlyMemory<byte> line = head.AsMemory(head.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        if (line.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            line = line[..end];
        }

        if (head.Length > 0)
        {
            try
            {
                using var first = JsonDocument.Parse(line);
                return first.RootElement.ValueKind == JsonValueKind.Object && first.RootElement.TryGetProperty("sample"u8, out _);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // No JSON, or with names that are no Unicode.
                return false;
            }
        }

        throw new CliException(ExitCode.Usage, $"{path} is empty; expected a report.json or a predictions.jsonl.");
    }
}
