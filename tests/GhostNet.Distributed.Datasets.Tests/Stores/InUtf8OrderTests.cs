using CsCheck;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

public class InUtf8OrderTests
{
    private static readonly string[] Letters = ["a", "-", "\uFF5E", "\U0001F47B", "\uE000", "\U00010000", "\u5BFF"];

    [Fact]
    public void A_listing_by_UTF16_or_by_UTF8_comes_out_by_UTF8() => Names.SampleAsync(async names =>
    {
        var expected = names.Order(Utf8Order.Comparer).ToList();
        var byUtf16 = await InUtf8Order.Of(Entries(names.Order(StringComparer.Ordinal))).Select(e => e.Name).ToListAsync();
        var byUtf8 = await InUtf8Order.Of(Entries(expected)).Select(e => e.Name).ToListAsync();

        return byUtf16.SequenceEqual(expected) && byUtf8.SequenceEqual(expected);
    });

    private static Gen<HashSet<string>> Names { get; } =
        Gen.Int[0, Letters.Length - 1].List[1, 5].Select(l => string.Concat(l.Select(i => Letters[i]))).List[0, 40].Select(l => l.ToHashSet());

    private static IAsyncEnumerable<FolderEntry> Entries(IEnumerable<string> names) => names.Select(n => new FolderEntry(n, null)).ToAsyncEnumerable();
}
