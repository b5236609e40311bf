using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Brings a listing in the order of UTF-16 units into <see cref="Utf8Order"/>; one that is in it already stays as it is. Azure lists by UTF-8 and its emulator by
/// UTF-16, and a manifest must not depend on which.
/// </summary>
/// <remarks>
/// The two orders differ only where names that are alike up to some place go on there with a character beyond U+FFFF (emoji) and with one of U+E000 to U+FFFF. So an
/// entry is held back only while others of its beginning, up to its first such character, may follow: in almost every listing nothing ever is.
/// </remarks>
internal static class InUtf8Order
{
    internal static async IAsyncEnumerable<FolderEntry> Of(IAsyncEnumerable<FolderEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<FolderEntry> held = [];
        var shared = "";
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (held.Count > 0 && !entry.Name.StartsWith(shared, StringComparison.Ordinal))
            {
                foreach (var earlier in Released(held))
                {
                    yield return earlier;
                }
            }

            var beyond = entry.Name.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
            if (held.Count == 0 && beyond < 0)
            {
                yield return entry;
                continue;
            }

            // Within a run the shortest shared beginning lasts longest.
            shared = held.Count == 0 || (beyond >= 0 && beyond < shared.Length) ? entry.Name[..beyond] : shared;
            held.Add(entry);
        }

        foreach (var last in Released(held))
        {
            yield return last;
        }
    }

    private static FolderEntry[] Released(List<FolderEntry> held)
    {
        FolderEntry[] sorted = [.. held];
        Array.Sort(sorted, (a, b) => Utf8Order.Comparer.Compare(a.Name, b.Name));
        held.Clear();
        return sorted;
    }
}
