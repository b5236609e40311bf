using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Name of a blob inside a store: segments separated by forward slashes, such as <c>jobs/nightly/results/00042</c>. A name cannot leave its store: it has no
/// empty, <c>.</c> or <c>..</c> segment, no backslash and no control character, does not begin or end with a slash, and is well-formed Unicode of at most
/// <see cref="MaxLength"/> UTF-16 units (Azure's limit).
/// </summary>
public readonly record struct BlobName : IComparable<BlobName>
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxLength = 1024;

    private readonly string? _value;

    private BlobName(string value) => _value = value;

    /// <summary>The name as text.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(BlobName)</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A default BlobName names no blob; use BlobName.Parse.");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is not a blob name; the message says what is wrong with it.</exception>
    public static BlobName Parse(string text) => Fault(text) is { } fault ? throw new FormatException($"'{Shown(text)}' is not a blob name: {fault}.") : new(text);

    /// <summary>Reads a name, or returns false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BlobName name)
    {
        name = Fault(text) is null ? new(text!) : default;
        return name._value is not null;
    }

    /// <summary>What keeps a text from being a blob name, as a clause for a message; null when it is one.</summary>
    public static string? Fault(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "it is empty";
        }

        if (text.Length > MaxLength)
        {
            return $"it has {text.Length} characters, more than {MaxLength}";
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' || char.IsControl(text[i]))
            {
                return $"it has {(text[i] == '\\' ? "a backslash" : $"the control character U+{(int)text[i]:X4}")} at position {i}";
            }

            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return $"it has half a surrogate pair at position {i}, which is no character";
            }
        }

        return SegmentFault(text);
    }

    /// <summary>A name below this one: <c>datasets/val</c> and <c>manifest.json</c> give <c>datasets/val/manifest.json</c>.</summary>
    /// <exception cref="FormatException">The result is not a blob name.</exception>
    public BlobName Append(string relative) => Parse($"{Value}/{relative}");

    /// <summary>Orders names as their UTF-8 bytes.</summary>
    public int CompareTo(BlobName other) => Utf8Order.Comparer.Compare(_value, other._value);

    /// <summary>The name as text.</summary>
    public override string ToString() => _value ?? "";

    /// <summary>Orders names as their UTF-8 bytes.</summary>
    public static bool operator <(BlobName left, BlobName right) => left.CompareTo(right) < 0;

    /// <summary>Orders names as their UTF-8 bytes.</summary>
    public static bool operator >(BlobName left, BlobName right) => left.CompareTo(right) > 0;

    /// <summary>Orders names as their UTF-8 bytes.</summary>
    public static bool operator <=(BlobName left, BlobName right) => left.CompareTo(right) <= 0;

    /// <summary>Orders names as their UTF-8 bytes.</summary>
    public static bool operator >=(BlobName left, BlobName right) => left.CompareTo(right) >= 0;

    private static string? SegmentFault(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('/'))
        {
            switch (text[range])
            {
                case "":
                    return text[0] == '/' ? "it begins with a slash; names are relative" : "it has an empty segment (two slashes together, or one at the end)";
                case "." or "..":
                    return $"it has the segment '{text[range]}'";
            }
        }

        return null;
    }

    // A refused name goes into messages and logs, so it must not carry line breaks or a megabyte there.
    private static string Shown(string? text) =>
        text is null ? "" : string.Concat(text.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c)) + (text.Length > 80 ? "…" : "");
}
