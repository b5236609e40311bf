using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Cli.Stores;

/// <summary>Stores as a person names them on the command line or in a profile.</summary>
internal static class GivenStore
{
    /// <summary>What a location looks like, for help.</summary>
    public const string Form = "a folder, azure:CONTAINER[/PREFIX] (account in AZURE_STORAGE_CONNECTION_STRING), or the container's https:// address";

    /// <summary>Opens a store that is written to, such as a ledger; the first write makes it.</summary>
    /// <exception cref="CliException">The location cannot be read.</exception>
    public static IBlobStore Open(string location) => Open(location, mustExist: false);

    /// <summary>Opens a store that is only read, such as of images.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="what">What is in it, for messages.</param>
    /// <exception cref="CliException">The location cannot be read, or is a folder that is not there.</exception>
    public static IBlobStore OpenExisting(string location, string what)
    {
        if (Parse(location) is BlobStoreLocation.Folder folder)
        {
            GivenPaths.RequireFolder(folder.Path, what);
        }

        return Open(location, mustExist: true);
    }

    /// <summary>Where a store is.</summary>
    /// <exception cref="CliException">The location cannot be read.</exception>
    public static BlobStoreLocation Parse(string location)
    {
        try
        {
            return BlobStoreLocation.Parse(location);
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCode.Usage, e.Message, e);
        }
    }

    /// <summary>The location as others may read it, and as it stays true in another working directory: full paths, no secrets.</summary>
    public static string Lasting(string location) => Parse(location) is BlobStoreLocation.Folder folder ? Path.GetFullPath(folder.Path) : Parse(location).ToString();

    /// <summary>Refuses a place to write that lies inside the images: there it would be images, and another dataset, for the next run of the same command.</summary>
    /// <param name="images">The images.</param>
    /// <param name="target">The place to write.</param>
    /// <param name="option">The option that would name another.</param>
    public static void RequireBeside(string images, string target, string option)
    {
        switch (Parse(images), Parse(target))
        {
            case (BlobStoreLocation.Folder source, BlobStoreLocation.Folder folder):
                GivenPaths.RequireBeside(source.Path, folder.Path, option);
                break;
            case (BlobStoreLocation.AzureContainer source, BlobStoreLocation.AzureContainer container) when source.Container == container.Container && container.Prefix.StartsWith(source.Prefix, StringComparison.Ordinal):
            case (BlobStoreLocation.AzureUrl there, BlobStoreLocation.AzureUrl here) when Container(there) == Container(here) && here.Prefix.StartsWith(there.Prefix, StringComparison.Ordinal):
                throw new CliException(
                    ExitCode.Usage, $"{option} {Lasting(target)} lies inside the images {Lasting(images)}, so that it would be taken for images; choose another container or prefix. Nothing was written.");
        }
    }

    private static string Container(BlobStoreLocation.AzureUrl url) => url.Address.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static IBlobStore Open(string location, bool mustExist)
    {
        try
        {
            return BlobStores.Open(location, new BlobStoreOptions { MustExist = mustExist });
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCode.Usage, e.Message, e);
        }
    }
}
