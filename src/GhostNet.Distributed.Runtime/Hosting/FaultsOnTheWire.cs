using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>
/// Lets only exceptions cross the wire that every client knows. The libraries' own (of stores, manifests, cards) have no codec, as cause of another neither, and would
/// reach the caller as a complaint about serialization instead of what went wrong.
/// </summary>
internal sealed class FaultsOnTheWire : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (LedgerException e) when (e.InnerException is not null)
        {
            throw new LedgerException(e.Message);
        }
        catch (StoreException e) when (e.IsTransient)
        {
            throw new LedgerUnavailableException(e.Message);
        }
        catch (StoreException e)
        {
            throw new LedgerException(e.Message);
        }
    }
}
