namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Where a store is, as a person writes it: a folder's path, <c>https://account.blob.core.windows.net/container[/prefix]</c> (signed in by the environment, or with
/// a SAS behind a question mark), or <c>azure:container[/prefix]</c>, whose account is in a connection string. <see cref="ToString"/> has no secrets.
/// </summary>
public abstract record BlobStoreLocation
{
    private const string AzureScheme = "azure:";

    private BlobStoreLocation()
    {
    }

    /// <summary>A folder.</summary>
    public sealed record Folder(string Path) : BlobStoreLocation
    {
        /// <inheritdoc/>
        public override string ToString() => Path;
    }

    /// <summary>A container of the account that a connection string names.</summary>
    /// <param name="Container">The container.</param>
    /// <param name="Prefix">Beginning of every blob's name in it: empty, or ending with a slash.</param>
    public sealed record AzureContainer(string Container, string Prefix) : BlobStoreLocation
    {
        /// <inheritdoc/>
        public override string ToString() => $"{AzureScheme}{Container}{(Prefix.Length > 0 ? "/" + Prefix[..^1] : "")}";
    }

    /// <summary>A container by its address.</summary>
    /// <param name="Address">The container's address, with the SAS in its query where there is one.</param>
    /// <param name="Prefix">Beginning of every blob's name in it: empty, or ending with a slash.</param>
    public sealed record AzureUrl(Uri Address, string Prefix) : BlobStoreLocation
    {
        /// <summary>True when the address has a SAS.</summary>
        public bool HasSas => Address.Query.Length > 1;

        /// <inheritdoc/>
        public override string ToString() => Address.GetLeftPart(UriPartial.Path).TrimEnd('/') + (Prefix.Length > 0 ? "/" + Prefix[..^1] : "");
    }

    /// <summary>Reads a location.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong and what is expected, without secrets.</exception>
    public static BlobStoreLocation Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("A store's location is empty; expected a folder, https://account.blob.core.windows.net/container, or azure:container.");
        }

        if (LooksLikeConnectionString(text))
        {
            throw new FormatException(
                $"A connection string is no location, and others could read it on the command line; put it into {BlobStoreOptions.ConnectionStringVariable} and give azure:container[/prefix].");
        }

        if (text.StartsWith(AzureScheme, StringComparison.OrdinalIgnoreCase))
        {
            var (container, prefix) = Split(text[AzureScheme.Length..], WithoutQuery(text));
            return new AzureContainer(container, prefix);
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? new Folder(text) : text[..scheme].ToLowerInvariant() switch
        {
            "file" when Uri.TryCreate(text, UriKind.Absolute, out var file) => new Folder(file.LocalPath),
            "https" or "http" => Url(text),
            var other => throw new FormatException($"'{WithoutQuery(text)}' begins with {WithoutQuery(other)}://, which is no store here; expected a folder, https://account.blob.core.windows.net/container, or azure:container."),
        };
    }

    private static AzureUrl Url(string text)
    {
        var shown = WithoutQuery(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            throw new FormatException($"'{shown}' is no address; expected https://account.blob.core.windows.net/container[/prefix].");
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            throw new FormatException($"The address at {url.Host} has a user name or a fragment (#); expected https://account.blob.core.windows.net/container[/prefix], with the SAS, if any, behind a question mark.");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !(url.IsLoopback && url.Query.Length > 1))
        {
            throw new FormatException($"'{shown}' is not encrypted; expected https (http is for an emulator on this machine, with a SAS; with its key use azure:container).");
        }

        // An account is the host's first label, except where the host is an address or a bare name (emulators): there it is the path's first segment.
        var path = Uri.UnescapeDataString(url.AbsolutePath).TrimStart('/');
        var account = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || !url.Host.Contains('.', StringComparison.Ordinal) ? path.Split('/')[0] + "/" : "";
        var (container, prefix) = Split(path[Math.Min(account.Length, path.Length)..], shown);
        return new AzureUrl(new UriBuilder(url) { Path = account + container }.Uri, prefix);
    }

    private static (string Container, string Prefix) Split(string path, string shown)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var container = slash < 0 ? path : path[..slash];
        var prefix = slash < 0 ? "" : path[(slash + 1)..].TrimEnd('/');
        if (!IsContainer(container))
        {
            throw new FormatException($"'{shown}' has the container '{WithoutQuery(container)}'; expected 3 to 63 of a–z 0–9 -, a letter or digit at both ends and no two - together.");
        }

        return prefix.Length == 0 ? (container, "")
            : BlobName.Fault(prefix) is { } fault ? throw new FormatException($"'{shown}' has an unusable prefix: {fault}.")
            : (container, prefix + "/");
    }

    private static bool IsContainer(string name) =>
        name is "$root" or "$web"
        || (name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal));

    private static bool LooksLikeConnectionString(string text) =>
        new[] { "AccountKey=", "SharedAccessSignature=", "UseDevelopmentStorage=", "DefaultEndpointsProtocol=", "BlobEndpoint=" }.Any(k => text.Contains(k, StringComparison.OrdinalIgnoreCase));

    private static string WithoutQuery(string text) => text.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? text[..query] : text;
}
