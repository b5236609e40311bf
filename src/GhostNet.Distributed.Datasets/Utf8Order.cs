namespace GhostNet.Distributed.Datasets;

/// <summary>
/// Compares strings as their UTF-8 bytes compare, which is the order in which Azure lists blobs and <c>LC_ALL=C sort</c> sorts lines. UTF-16's ordinal order
/// differs from it for characters beyond the basic plane only, and those do occur in file names.
/// </summary>
public sealed class Utf8Order : IComparer<string>
{
    /// <summary>The only instance.</summary>
    public static Utf8Order Comparer { get; } = new();

    private Utf8Order()
    {
    }

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length.CompareTo(y.Length) : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    // Surrogates stand for code points above U+FFFF, so they go behind the characters U+E000 to U+FFFF.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
