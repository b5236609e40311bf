using GhostNet.Distributed.Datasets.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GhostNet.Distributed.Worker.Health;

/// <summary>
/// Ready means: the ledger's store, where the models and results are, has answered this worker. Once is enough: when the store goes away later, the worker waits with its work, and nothing
/// is gained by taking it out of service.
/// </summary>
internal sealed class LedgerCheck(IBlobStore ledger) : IHealthCheck
{
    // A name that no blob has: the answer "there is none" is an answer.
    private static readonly BlobName Nothing = BlobName.Parse("health/no-such-blob");

    // Shorter than an orchestrator waits for a probe.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile bool _answered;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_answered)
        {
            return HealthCheckResult.Healthy("the ledger's store has answered");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await ledger.TryGetPropertiesAsync(Nothing, patience.Token);
            _answered = true;
            return HealthCheckResult.Healthy("the ledger's store has answered");
        }
        catch (StoreException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"the ledger's store {ledger.Description} has not answered within {Patience.TotalSeconds} s");
        }
    }
}
