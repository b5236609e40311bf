using System.Collections.Concurrent;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>The manifests of the store, each opened once: they never change.</summary>
internal sealed class Manifests(JobLedgers ledgers)
{
    private readonly ConcurrentDictionary<(string Name, string Digest), ManifestReader> _open = new();

    /// <summary>Opens the manifest of a dataset.</summary>
    /// <exception cref="LedgerException">It is not in the store, or damaged.</exception>
    public async Task<ManifestReader> OpenAsync(DatasetRef dataset, CancellationToken cancellationToken = default)
    {
        if (_open.TryGetValue((dataset.Name, dataset.Digest), out var open))
        {
            return open;
        }

        try
        {
            var manifest = await ManifestReader.OpenAsync(ledgers.Store, DatasetName.Parse(dataset.Name), ContentDigest.Parse(dataset.Digest), cancellationToken);
            return _open.GetOrAdd((dataset.Name, dataset.Digest), manifest);
        }
        catch (Exception e) when (e is ManifestException or FormatException)
        {
            throw new LedgerException($"Dataset {dataset.Name} cannot be opened: {e.Message}", e);
        }
    }
}
