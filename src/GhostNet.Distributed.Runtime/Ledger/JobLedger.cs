using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>
/// The lasting part of one job. Every blob is created once and never changed, so any process may write at any moment: the first wins, and the others learn it.
/// </summary>
public sealed class JobLedger(IBlobStore store, JobId job)
{
    // A header is about 700 bytes; what has no line end in this many is no header.
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>The job.</summary>
    public JobId Job => job;

    /// <summary>Creates the spec; false when the job has one.</summary>
    public async Task<bool> TryCreateSpecAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        // The marker comes first: a job whose submitter dies in between is found again, while a marker without a job is only noise.
        await store.TryCreateAsync(LedgerNames.ActiveMarker(job), ReadOnlyMemory<byte>.Empty, cancellationToken);
        return await store.TryCreateAsync(LedgerNames.Spec(job), Encoding.UTF8.GetBytes(spec.ToJson()), cancellationToken);
    }

    /// <summary>The spec; null when there is no such job.</summary>
    /// <exception cref="LedgerException">The blob is damaged.</exception>
    public Task<JobSpec?> ReadSpecAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(LedgerNames.Spec(job), content => JobSpec.Parse(content), cancellationToken);

    /// <summary>Creates the plan unless there is one, and returns the one that counts.</summary>
    public async Task<JobPlan> CreateOrReadPlanAsync(JobPlan plan, CancellationToken cancellationToken = default) =>
        await store.TryCreateAsync(LedgerNames.Plan(job), Encoding.UTF8.GetBytes(plan.ToJson()), cancellationToken)
            ? plan
            : await ReadPlanAsync(cancellationToken) ?? throw new LedgerException($"The plan of job {job} was there and is gone: {LedgerNames.Plan(job)} in {store.Description}.");

    /// <summary>The plan; null when the job has none yet.</summary>
    /// <exception cref="LedgerException">The blob is damaged.</exception>
    public Task<JobPlan?> ReadPlanAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(LedgerNames.Plan(job), content => JobPlan.Parse(content), cancellationToken);

    /// <summary>Commits a result; false when the ledger holds one of this shard already, which then is the one that counts.</summary>
    public Task<bool> TryAcceptAsync(ShardResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        return store.TryCreateAsync(LedgerNames.Result(job, new ShardId(result.Header.Shard)), result.ToBytes(), cancellationToken);
    }

    /// <summary>The accepted result of a shard; null while there is none.</summary>
    /// <exception cref="LedgerException">The blob is damaged.</exception>
    public Task<ShardResult?> ReadResultAsync(ShardId shard, CancellationToken cancellationToken = default) =>
        ReadAsync(LedgerNames.Result(job, shard), content => ShardResult.Parse(content), cancellationToken);

    /// <summary>The tally of an accepted shard, read from the blob's first line alone.</summary>
    /// <exception cref="LedgerException">The blob is gone or damaged.</exception>
    public async Task<Tally> ReadTallyAsync(ShardId shard, CancellationToken cancellationToken = default)
    {
        var name = LedgerNames.Result(job, shard);
        await using var blob = await store.OpenReadAsync(name, new BlobRange(0, MaxHeaderBytes), cancellationToken)
            ?? throw new LedgerException($"The result of shard {shard} was listed and is gone: {name} in {store.Description}.");
        var head = new byte[blob.Length];
        await blob.Content.ReadExactlyAsync(head, cancellationToken);
        return Parse(name, head, content => ShardResult.ParseHeader(ref content).Tally);
    }

    /// <summary>The accepted results, in plan order; shards without one are left out.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public async IAsyncEnumerable<ShardResult> ReadResultsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var shard in ListAcceptedAsync(cancellationToken))
        {
            yield return await ReadResultAsync(shard, cancellationToken)
                ?? throw new LedgerException($"The result of shard {shard} was listed and is gone: {LedgerNames.Result(job, shard)} in {store.Description}.");
        }
    }

    /// <summary>The shards that have a result, in plan order.</summary>
    public async IAsyncEnumerable<ShardId> ListAcceptedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Names have six digits at least; a listing in text order is not plan order beyond a million shards.
        List<ShardId> shards = [];
        await foreach (var entry in store.ListAsync(LedgerNames.Results(job), cancellationToken))
        {
            if (LedgerNames.ShardOfResult(job, entry.Name) is { } shard)
            {
                shards.Add(shard);
            }
        }

        foreach (var shard in shards.OrderBy(s => s.Value))
        {
            yield return shard;
        }
    }

    /// <summary>Marks the job as canceled, for good.</summary>
    public Task<bool> TryCancelAsync(CancellationToken cancellationToken = default) =>
        store.TryCreateAsync(LedgerNames.CancellationMarker(job), ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Whether the job was canceled.</summary>
    public async Task<bool> IsCanceledAsync(CancellationToken cancellationToken = default) =>
        await store.TryGetPropertiesAsync(LedgerNames.CancellationMarker(job), cancellationToken) is not null;

    /// <summary>Writes the report unless there is one; Markdown first, so that whoever sees the JSON finds both.</summary>
    public async Task CreateReportAsync(string json, string markdown, CancellationToken cancellationToken = default)
    {
        await store.TryCreateAsync(LedgerNames.MarkdownReport(job), Encoding.UTF8.GetBytes(markdown), cancellationToken);
        await store.TryCreateAsync(LedgerNames.Report(job), Encoding.UTF8.GetBytes(json), cancellationToken);
    }

    /// <summary>The report's JSON, byte for byte; null while there is none.</summary>
    public Task<string?> ReadReportAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(LedgerNames.Report(job), content => Encoding.UTF8.GetString(content), cancellationToken);

    /// <summary>The report as Markdown; null while there is none.</summary>
    public Task<string?> ReadMarkdownReportAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(LedgerNames.MarkdownReport(job), content => Encoding.UTF8.GetString(content), cancellationToken);

    /// <summary>The job is over: takes it off the list of unfinished jobs.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => store.DeleteAsync(LedgerNames.ActiveMarker(job), cancellationToken);

    private async Task<T?> ReadAsync<T>(BlobName name, Parser<T> parse, CancellationToken cancellationToken)
        where T : class
    {
        return await store.TryReadAsync(name, cancellationToken) is { } content ? Parse(name, content, parse) : null;
    }

    private T Parse<T>(BlobName name, byte[] content, Parser<T> parse)
    {
        try
        {
            return parse(content);
        }
        catch (JsonException e)
        {
            throw new LedgerException($"{name} in {store.Description} is damaged: {e.Message} The ledger is never changed, so restore this blob from a copy, or start the job anew under another id.", e);
        }
    }

    private delegate T Parser<T>(ReadOnlySpan<byte> content);
}
