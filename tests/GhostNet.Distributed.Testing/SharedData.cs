using Xunit;

namespace GhostNet.Distributed.Testing;

/// <summary>Data that may not be committed (photographs, ImageNet weights): a folder <c>shared</c> beside the checkout. Without it the tests that need it are skipped, with the reason.</summary>
public static class SharedData
{
    /// <summary>Real photographs, one folder a wnid, with a reference's predictions.</summary>
    public static string ImagenetSample => Require("imagenet-sample");

    /// <summary>Real ImageNet classifiers.</summary>
    public static string Models => Require("models");

    private static string Require(string name)
    {
        var folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", name));
        Assert.SkipUnless(Directory.Exists(folder), $"needs {folder}, which is not on this machine (it may not be committed)");
        return folder;
    }
}
