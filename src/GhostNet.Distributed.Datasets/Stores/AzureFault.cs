using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>What an answer, or the lack of one, of Azure Blob Storage means, and what a user can do about it.</summary>
internal static class AzureFault
{
    /// <summary>True for a creation that came second.</summary>
    internal static bool IsTaken(RequestFailedException e) =>
        (e.Status == 409 && e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        || (e.Status == 412 && (e.ErrorCode == BlobErrorCode.ConditionNotMet || e.ErrorCode == BlobErrorCode.LeaseIdMissing || e.ErrorCode is null));

    /// <summary>True when there is no such container.</summary>
    internal static bool IsNoContainer(RequestFailedException e) => e.Status == 404 && e.ErrorCode == BlobErrorCode.ContainerNotFound;

    /// <summary>True for what this type can tell about; the rest are mistakes of the program.</summary>
    internal static bool IsFault(Exception e, CancellationToken cancellationToken) =>
        e is RequestFailedException or AuthenticationFailedException or IOException or HttpRequestException or SocketException or AggregateException
        // The client gives up on a silent connection with this one, too.
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The failure for the user. An answer of the service is not handed on as the cause: its text is made for the account's owner and may quote the request.</summary>
    internal static StoreException Tell(string store, string blob, string verb, Exception e) => e switch
    {
        RequestFailedException { Status: > 0 } answer => new StoreException(
            store, blob, $"cannot {verb}: the service answered {answer.Status}{(answer.ErrorCode is { } code ? $" {code}" : "")}", Remedy(answer))
        { IsTransient = IsTransient(answer) },
        AuthenticationFailedException => new StoreException(
            store, blob, $"cannot {verb}: no credential was accepted", "Sign in (az login), give the machine a managed identity, set AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret, or use a SAS.", e),
        _ => new StoreException(store, blob, $"cannot {verb}: {Innermost(e)}", "Check that the store is up and can be reached from here.") { IsTransient = true },
    };

    private static bool IsTransient(RequestFailedException e) => e.Status is 408 or 429 or 500 or 502 or 503 or 504 || e.ErrorCode == BlobErrorCode.ContainerBeingDeleted;

    private static string Remedy(RequestFailedException e) => e.Status switch
    {
        401 or 403 => "Check the account's key, that the SAS is not expired and has the rights (read, create, list, and delete for markers), or that the identity has the role Storage Blob Data Contributor.",
        404 => "Check the account's and the container's name.",
        400 when e.ErrorCode == "InvalidHeaderValue" => "The service may be older than this program: an emulator has to know service version 2026-06-06.",
        _ when IsTransient(e) => "The service is busy; run it again a little later.",
        _ => "Look the code up in the Blob Storage error codes.",
    };

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.Split('\n')[0].TrimEnd('\r', '.');
    }
}
