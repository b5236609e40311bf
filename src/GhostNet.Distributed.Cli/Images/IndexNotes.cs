using System.Collections.Immutable;
using GhostNet.Distributed.Datasets;

namespace GhostNet.Distributed.Cli.Images;

/// <summary>What a person should be told about an index before the numbers that come of it.</summary>
internal static class IndexNotes
{
    /// <summary>A sentence each; none for what is not there.</summary>
    public static ImmutableArray<string> Of(IEnumerable<string> notes, CountedNames unlabelled, CountedNames labelsWithoutFile, CountedNames ignored)
    {
        List<string> all = [.. notes];
        if (unlabelled.Count > 0)
        {
            all.Add($"{unlabelled.Count} images have no label and will be counted as failed: {unlabelled}");
        }

        if (labelsWithoutFile.Count > 0)
        {
            all.Add($"{labelsWithoutFile.Count} labels are of files that are not there: {labelsWithoutFile}");
        }

        if (ignored.Count > 0)
        {
            all.Add($"left out, since the names are not those of images ({ignored.Count}): {ignored}");
        }

        return [.. all];
    }
}
