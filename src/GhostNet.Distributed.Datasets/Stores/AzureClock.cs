using Azure.Core;
using Azure.Core.Pipeline;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>Reads the time off each answer of the service, whatever else it says.</summary>
internal sealed class AzureClock(RemoteClock clock, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) => message.SetProperty(typeof(AzureClock), time.GetTimestamp());

    /// <inheritdoc/>
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.HasResponse && message.Response.Headers.Date is { } told && message.TryGetProperty(typeof(AzureClock), out var sent))
        {
            clock.Note(time.GetElapsedTime((long)sent!), time.GetUtcNow(), told);
        }
    }
}
