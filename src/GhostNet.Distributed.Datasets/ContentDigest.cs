using System.Security.Cryptography;

namespace GhostNet.Distributed.Datasets;

/// <summary>A SHA-256 as 64 lower-case hexadecimal digits: the version of a dataset, the check of a blob.</summary>
public readonly record struct ContentDigest
{
    private readonly string? _hex;

    private ContentDigest(string hex) => _hex = hex;

    /// <summary>The 64 digits.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(ContentDigest)</c>.</exception>
    public string Value => _hex ?? throw new InvalidOperationException("A default ContentDigest is no digest; use ContentDigest.Parse or ContentDigest.Of.");

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text is not 64 lower-case hexadecimal digits.</exception>
    public static ContentDigest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException($"'{text}' is not a SHA-256; expected 64 lower-case hexadecimal digits.");

    /// <summary>Reads a digest, or returns false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse(string? text, out ContentDigest digest)
    {
        digest = text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower) ? new(text) : default;
        return digest._hex is not null;
    }

    /// <summary>The digest of some bytes.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The 64 digits.</summary>
    public override string ToString() => _hex ?? "";

    /// <summary>Takes what has been hashed so far, and starts the hash anew.</summary>
    internal static ContentDigest Of(IncrementalHash hash) => new(Convert.ToHexStringLower(hash.GetHashAndReset()));
}
