using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Placement;
using Orleans.Concurrency;

namespace GhostNet.Distributed.Runtime.Board;

/// <summary>Tells workers which jobs there are. A cache over the ledger's <c>active/</c> markers, as a coordinator is over its job.</summary>
[Reentrant, PreferredLabels(PreferredLabelsAttribute.Coordinators)]
internal sealed class JobBoardGrain(JobLedgers ledgers) : Grain, IJobBoardGrain
{
    // Well below the response time-out, so that an idle board answers before its caller gives up.
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(2);

    private readonly SortedSet<string> _jobs = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();
    private Task? _reading;
    private bool _isRead;
    private long _version;

    /// <inheritdoc/>
    public Task PostAsync(JobId job)
    {
        if (_jobs.Add(job.Value))
        {
            Changed();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(JobId job)
    {
        await ReadAsync();
        if (_jobs.Remove(job.Value))
        {
            Changed();
        }
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<JobId>> ListAllAsync()
    {
        var jobs = ImmutableArray.CreateBuilder<JobId>();
        await foreach (var job in ledgers.ListAsync())
        {
            jobs.Add(job);
        }

        return jobs.DrainToImmutable();
    }

    /// <inheritdoc/>
    public async Task<JobBoard> WatchAsync(long seenVersion, CancellationToken cancellationToken)
    {
        await ReadAsync();
        if (seenVersion == _version)
        {
            await Task.WhenAny(_changed.Task, Task.Delay(LongestWatch, cancellationToken));
        }

        return new JobBoard(_version, [.. _jobs.Select(JobId.Parse)]);
    }

    /// <summary>Takes in the ledger's markers, once. By the calls and not when the grain is activated: a store that is away is told as such, and the next call tries again.</summary>
    private async Task ReadAsync()
    {
        if (_isRead)
        {
            return;
        }

        var reading = _reading ??= ReadMarkersAsync();
        try
        {
            await reading;
        }
        finally
        {
            _reading = _reading == reading ? null : _reading;
        }
    }

    private async Task ReadMarkersAsync()
    {
        await foreach (var job in ledgers.ListActiveAsync())
        {
            _jobs.Add(job.Value);
        }

        _isRead = true;
    }

    private void Changed()
    {
        _version++;
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
