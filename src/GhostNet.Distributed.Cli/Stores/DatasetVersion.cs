using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Cli.Stores;

/// <summary>A dataset of a ledger as a person names it, <c>NAME@DIGEST</c>: the beginning of the digest is enough, and none when there is one version only.</summary>
internal static class DatasetVersion
{
    /// <summary>What it looks like.</summary>
    public const string Form = "NAME[@DIGEST]";

    private const int LeastDigits = 4;

    /// <summary>What is wrong with a text, as a sentence; null when it could name a dataset.</summary>
    public static string? Fault(string text)
    {
        var (name, digest) = Split(text);
        return !DatasetName.TryParse(name, out _) ? $"'{name}' is not a dataset's name; expected {Form}."
            : digest is not null && (digest.Length is < LeastDigits or > 64 || !digest.All(char.IsAsciiHexDigitLower)) ? $"'{digest}' is not the beginning of a digest; expected {LeastDigits} to 64 hexadecimal digits, in lower case."
            : null;
    }

    /// <summary>Opens the manifest that is meant.</summary>
    /// <param name="ledger">The ledger's store.</param>
    /// <param name="text">The name, as <see cref="Fault"/> lets it pass.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CliException">There is none, or more than one.</exception>
    public static async Task<ManifestReader> OpenAsync(IBlobStore ledger, string text, CancellationToken cancellationToken)
    {
        var (name, digest) = Split(text);
        List<string> versions = [];
        await foreach (var entry in ledger.ListFolderAsync($"datasets/{name}/", cancellationToken))
        {
            versions.Add(entry.Name.TrimEnd('/').Split('/')[^1]);
        }

        var meant = versions.Where(version => ContentDigest.TryParse(version, out _) && version.StartsWith(digest ?? "", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        return meant.Length switch
        {
            1 => await ManifestReader.OpenAsync(ledger, DatasetName.Parse(name), ContentDigest.Parse(meant[0]), cancellationToken),
            0 => throw new CliException(ExitCode.NotFound, $"There is no dataset {text} in {ledger.Description}{(versions.Count == 0 ? "" : $"; of {name} it has {string.Join(", ", versions.Order(StringComparer.Ordinal).Select(ShortDigest.Of))}")}. Write it with ghostnet dataset index."),
            _ => throw new CliException(ExitCode.Usage, $"{text} is one of {meant.Length} datasets in {ledger.Description}: {string.Join(", ", meant.Select(version => $"{name}@{ShortDigest.Of(version)}"))}. Say which."),
        };
    }

    private static (string Name, string? Digest) Split(string text) => text.Split('@', 2) is [var name, var digest] ? (name, digest) : (text, null);
}
