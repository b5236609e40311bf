using System.Text;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>What a person types, or a store names: one line. What is accepted must be written as it is read.</summary>
internal abstract class WordTarget(string name, string[] seeds, params string[] words) : FuzzTarget(
    name, FormatKind.Text, Texts.Utf8(seeds), Texts.Utf8([.. words, "\0", "\u001b[2J", "..", "/", "\\", "%", "%2e%2e", "%00", " ", "ä", "\uFEFF", "٣", "99999999999999999999", "-1"]))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            return Accepts(Encoding.UTF8.GetString(input));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads the text.</summary>
    protected abstract bool Accepts(string text);

    /// <summary>True, unless a value is written as something that reads as another.</summary>
    protected static bool Same<T>(T value, T readAgain) => EqualityComparer<T>.Default.Equals(value, readAgain) ? true : throw new InvalidOperationException($"{value} reads as {readAgain}.");
}

/// <summary>Node selectors.</summary>
internal sealed class NodeSelectorTarget() : WordTarget("node-selector", ["arch=arm64,pool=edge", "a/b.c=d-e_f", ""], ",", "=", "==", ",,")
{
    /// <inheritdoc/>
    protected override bool Accepts(string text) => NodeSelector.Parse(text) is var selector && Same(selector, NodeSelector.Parse(selector.ToString()));
}

/// <summary>Error budgets.</summary>
internal sealed class ErrorBudgetTarget() : WordTarget("error-budget", ["12", "0.5%", "unlimited", "100%"], "0", ".", "e5", "79228162514264337593543950335")
{
    /// <inheritdoc/>
    protected override bool Accepts(string text)
    {
        var budget = ErrorBudget.Parse(text);
        _ = budget.Allows(long.MaxValue, long.MaxValue) | budget.Allows(0, 0);
        return Same(budget, ErrorBudget.Parse(budget.ToString()));
    }
}

/// <summary>Names of jobs and of shards, as they stand in blobs' names.</summary>
internal sealed class LedgerNameTarget() : WordTarget("ledger-name", ["val-1", "000005", "000005-2", "x64/000005", "1234567-2147483647"], "-", "/", "2147483647")
{
    /// <inheritdoc/>
    protected override bool Accepts(string text)
    {
        var isJob = JobId.TryParse(text, out _);
        if (!ShardId.TryParse(text, out var shard))
        {
            return isJob;
        }

        _ = (shard.Parent, shard.Whole, shard.Lower, shard.Upper);
        return ShardId.TryParse(shard.ToString(), out var again) && Same(shard, again);
    }
}

/// <summary>Names of blobs: none may lead out of its store.</summary>
internal sealed class BlobNameTarget() : WordTarget("blob-name", ["jobs/val-1/results/000005", "n01/ä b.jpg"], "//", "/../", "/./", "C:", "~")
{
    private static readonly FolderBlobStore Store = new("/srv/store");

    /// <inheritdoc/>
    protected override bool Accepts(string text)
    {
        var name = BlobName.Parse(text);
        try
        {
            return Path.GetFullPath(Store.PathOf(name)).StartsWith("/srv/store/", StringComparison.Ordinal) ? true : throw new InvalidOperationException($"'{name}' leads out of its store.");
        }
        catch (StoreException)
        {
            return false;
        }
    }
}

/// <summary>Locations of stores.</summary>
internal sealed class StoreLocationTarget() : WordTarget(
    "store-location",
    ["/data/val", "azure:data/val/2024", "https://account.blob.core.windows.net/data/val?sv=2024&sig=secret", "http://127.0.0.1:10000/devstoreaccount1/data?sig=secret", "file:///data/val"],
    "azure:", "https://", "http://", "file://", "?", "#", "@", ":", "[::1]", "$root", "AccountKey=", "sig=", "--", "xn--")
{
    private const string Secret = "secret";

    /// <inheritdoc/>
    protected override bool Accepts(string text)
    {
        BlobStoreLocation location;
        try
        {
            location = BlobStoreLocation.Parse(text);
        }
        catch (FormatException e)
        {
            return e.Message.Contains(Secret, StringComparison.Ordinal) && text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query && text.IndexOf(Secret, StringComparison.Ordinal) > query
                ? throw new InvalidOperationException($"A message tells the secret: {e.Message}")
                : false;
        }

        if (location is BlobStoreLocation.Folder)
        {
            return location.ToString().Length > 0;
        }

        // Where another signature gives the same text, nothing of this one is in it, whatever the path is.
        return location is BlobStoreLocation.AzureUrl && BlobStoreLocation.Parse(text.Replace($"?sig={Secret}", "?sig=another", StringComparison.Ordinal)).ToString() != location.ToString()
            ? throw new InvalidOperationException($"The location tells its secret: {location}.")
            : Same(location.ToString(), location is BlobStoreLocation.AzureContainer ? BlobStoreLocation.Parse(location.ToString()).ToString() : location.ToString());
    }
}

/// <summary>Addresses of clusters.</summary>
internal sealed class ClusterAddressTarget() : WordTarget(
    "cluster-address", ["redis://redis.internal:6379", "rediss://user:secret@10.0.0.1/other", "redis://:p%40ss@[::1]:6380/a"], "redis://", "rediss://", "@", ":", "/", "?", "#", "[", "]", "%")
{
    /// <inheritdoc/>
    protected override bool Accepts(string text)
    {
        if (!ClusterAddress.TryParse(text, out var address))
        {
            return false;
        }

        _ = address.EndPoint.ToString();

        // Where another password gives the same text, nothing of this one is in it, whatever the two have in common.
        return address.ToString() != (address with { Password = "another" }).ToString()
            ? throw new InvalidOperationException($"The address tells its password: {address}.")
            : true;
    }
}
