using System.Collections.Immutable;
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

    private const int ReadAhead = 16;

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

    /// <summary>Commits a result; false when the ledger holds one of this shard already, which then is the one that counts, or the shard was split.</summary>
    public Task<bool> TryAcceptAsync(ShardResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        return store.TryCreateAsync(LedgerNames.Result(job, result.Header.Id), result.ToBytes(), cancellationToken);
    }

    /// <summary>Splits a shard for good, by the blob that its result would have; false when that is there, or the shard was split before.</summary>
    public Task<bool> TrySplitAsync(ShardSplit split, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        return store.TryCreateAsync(LedgerNames.Result(job, new ShardId(split.Shard, split.Piece)), split.ToBytes(), cancellationToken);
    }

    /// <summary>What the ledger holds of a shard, read from the blob's first line alone; null while it holds nothing.</summary>
    /// <exception cref="LedgerException">The blob is damaged.</exception>
    public async Task<AcceptedShard?> ReadAcceptedAsync(ShardId shard, CancellationToken cancellationToken = default)
    {
        var name = LedgerNames.Result(job, shard);
        await using var blob = await store.OpenReadAsync(name, new BlobRange(0, MaxHeaderBytes), cancellationToken);
        if (blob is null)
        {
            return null;
        }

        var head = new byte[blob.Length];
        await blob.Content.ReadExactlyAsync(head, cancellationToken);
        return Parse<AcceptedShard>(
            name,
            head,
            content => ShardSplit.TryParse(content) is { } split ? new AcceptedShard.Split(shard, split) : new AcceptedShard.Result(shard, ShardResult.ParseHeader(ref content).Tally));
    }

    /// <summary>The accepted result of a shard; null while there is none, and for good when the shard was split.</summary>
    /// <exception cref="LedgerException">The blob is damaged.</exception>
    public async Task<ShardResult?> ReadResultAsync(ShardId shard, CancellationToken cancellationToken = default)
    {
        var name = LedgerNames.Result(job, shard);
        return await store.TryReadAsync(name, cancellationToken) is { } content && Parse<object>(name, content, ReadBlob) is ShardResult result ? result : null;
    }

    /// <summary>The predictions of a shard of the plan in manifest order, from its pieces when it was split; null while any of them is missing.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public async Task<ImmutableArray<Prediction>?> ReadPredictionsAsync(ShardId shard, CancellationToken cancellationToken = default)
    {
        var name = LedgerNames.Result(job, shard);
        if (await store.TryReadAsync(name, cancellationToken) is not { } content)
        {
            return null;
        }

        return Parse<object>(name, content, ReadBlob) is ShardResult result ? result.Predictions
            : await ReadPredictionsAsync(shard.Lower, cancellationToken) is { } lower && await ReadPredictionsAsync(shard.Upper, cancellationToken) is { } upper ? [.. lower, .. upper]
            : null;
    }

    /// <summary>The accepted results of the plan's shards and their pieces, in manifest order; what has none is left out.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public IAsyncEnumerable<ShardResult> ReadResultsAsync(CancellationToken cancellationToken = default) =>
        ReadAllAsync(LedgerNames.Results(job), blob => LedgerNames.ShardOfResult(job, blob), cancellationToken);

    /// <summary>The accepted results of canary ranges, by architecture.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public IAsyncEnumerable<ShardResult> ReadCanariesAsync(CancellationToken cancellationToken = default) =>
        ReadAllAsync(LedgerNames.Canaries(job), blob => LedgerNames.ShardOfCanary(job, blob), cancellationToken);

    /// <summary>The canary ranges that have a result.</summary>
    public async Task<IReadOnlyList<ShardId>> ListCanariesAsync(CancellationToken cancellationToken = default) =>
        await ListAsync(LedgerNames.Canaries(job), blob => LedgerNames.ShardOfCanary(job, blob), cancellationToken);

    /// <summary>The shards and pieces that have a result or were split, in manifest order; a split shard before its halves.</summary>
    public async IAsyncEnumerable<ShardId> ListAcceptedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var shard in await ListAsync(LedgerNames.Results(job), blob => LedgerNames.ShardOfResult(job, blob), cancellationToken))
        {
            yield return shard;
        }
    }

    /// <summary>What is accepted, by way of the latest checkpoint: blocks of a thousand shards that it has entirely are not listed again, and what it has is not read again.</summary>
    /// <exception cref="LedgerException">A blob is damaged.</exception>
    public Task<RecoveredShards> RecoverAsync(JobPlan plan, CancellationToken cancellationToken = default) => new LedgerRecovery(store, this, plan).RecoverAsync(cancellationToken);

    /// <summary>Writes a checkpoint, unless there is one that stands for as much.</summary>
    public Task<bool> TryCreateCheckpointAsync(Checkpoint checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return store.TryCreateAsync(LedgerNames.Checkpoint(job, checkpoint.Count), checkpoint.ToBytes(), cancellationToken);
    }

    /// <summary>The latest checkpoint; null when there is none.</summary>
    /// <exception cref="LedgerException">It is damaged.</exception>
    public async Task<Checkpoint?> ReadCheckpointAsync(CancellationToken cancellationToken = default)
    {
        BlobName? latest = null;
        await foreach (var entry in store.ListAsync(LedgerNames.Checkpoints(job), cancellationToken))
        {
            latest = entry.Name;
        }

        return latest is { } name ? await ReadAsync(name, content => Checkpoint.Parse(content), cancellationToken) : null;
    }

    /// <summary>Writes an attempt down before it is granted; see <see cref="Trial"/>.</summary>
    public Task<bool> TryRecordTrialAsync(Trial trial, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return store.TryCreateAsync(LedgerNames.Trial(job, trial.Attempt), trial.ToBytes(), cancellationToken);
    }

    /// <summary>The attempts that were written down, of accepted shards too.</summary>
    public async IAsyncEnumerable<Trial> ReadTrialsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in store.ListAsync(LedgerNames.Trials(job), cancellationToken))
        {
            if (LedgerNames.AttemptOfTrial(job, entry.Name) is { } attempt && await store.TryReadAsync(entry.Name, cancellationToken) is { } content)
            {
                yield return Parse(entry.Name, content, json => Trial.Parse(attempt, json));
            }
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

    private async IAsyncEnumerable<ShardResult> ReadAllAsync(string folder, Func<BlobName, ShardId?> shardOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A report of 100,000 shards would spend its time on waiting for one answer after the other.
        Queue<Task<ShardResult?>> ahead = new();
        foreach (var shard in await ListAsync(folder, shardOf, cancellationToken))
        {
            ahead.Enqueue(ReadResultAsync(shard, cancellationToken));
            if (ahead.Count == ReadAhead && await ahead.Dequeue() is { } result)
            {
                yield return result;
            }
        }

        while (ahead.TryDequeue(out var reading))
        {
            if (await reading is { } result)
            {
                yield return result;
            }
        }
    }

    private async Task<IReadOnlyList<ShardId>> ListAsync(string prefix, Func<BlobName, ShardId?> shardOf, CancellationToken cancellationToken)
    {
        // Names have six digits at least; a listing in text order is not plan order beyond a million shards, nor where shards were split.
        List<ShardId> shards = [];
        await foreach (var entry in store.ListAsync(prefix, cancellationToken))
        {
            if (shardOf(entry.Name) is { } shard)
            {
                shards.Add(shard);
            }
        }

        shards.Sort(ManifestOrder.Instance);
        return shards;
    }

    private static object ReadBlob(ReadOnlySpan<byte> content) => ShardSplit.TryParse(content) is { } split ? split : ShardResult.Parse(content);

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
