namespace GhostNet.Distributed.Testing;

/// <summary>Where this checkout is, found from the running test's folder upwards.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>GhostNet.Distributed.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path under <c>tests/fixtures</c>, which is committed and always there.</summary>
    public static string Fixture(params string[] parts) => Path.Combine([Root, "tests", "fixtures", .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GhostNet.Distributed.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No GhostNet.Distributed.sln in any folder above {AppContext.BaseDirectory}.");
    }
}
