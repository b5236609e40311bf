using System.Text;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets;

/// <summary>Small text files that people make with all kinds of editors: UTF-8 with or without a mark, LF or CRLF.</summary>
internal static class TextContent
{
    /// <summary>The largest file that is read as text, in bytes; fifty times what a labels file of a million images takes.</summary>
    internal const int MaxBytes = 1 << 30;

    /// <summary>The text of a file.</summary>
    /// <exception cref="DatasetException">The file is missing, unreadable, too large or not UTF-8.</exception>
    internal static async Task<string> ReadAsync(string path, Func<string, Exception?, DatasetException> refuse, CancellationToken cancellationToken)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length > MaxBytes
                ? throw refuse($"it has {length} bytes; expected at most {MaxBytes}", null)
                : Decode(await File.ReadAllBytesAsync(path, cancellationToken), refuse);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw refuse(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file; check the path" : $"it cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>The text of a blob; null when there is none.</summary>
    /// <exception cref="DatasetException">The blob is too large or not UTF-8.</exception>
    internal static async Task<string?> ReadAsync(IBlobStore store, BlobName blob, Func<string, Exception?, DatasetException> refuse, CancellationToken cancellationToken)
    {
        using var content = await store.TryReadRangeAsync(blob, new BlobRange(0, MaxBytes), cancellationToken);
        return content is null ? null
            : content.Properties.Length > MaxBytes ? throw refuse($"it has {content.Properties.Length} bytes; expected at most {MaxBytes}", null)
            : Decode(content.Bytes.ToArray(), refuse);
    }

    /// <summary>The text in the bytes of a file.</summary>
    /// <exception cref="DatasetException">It is not UTF-8.</exception>
    internal static string Decode(byte[] content, Func<string, Exception?, DatasetException> refuse)
    {
        if (content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw refuse("it is UTF-16; save it as UTF-8", null);
        }

        var text = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? content.AsSpan(Encoding.UTF8.Preamble.Length) : content;
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + text[..Math.Min(text.Length, Math.Max(0, e.Index))].Count((byte)'\n');
            throw refuse($"line {line} is not UTF-8; save the file as UTF-8", e);
        }
    }

    /// <summary>The lines, trimmed of white space at both ends, without the empty ones behind the last that says something.</summary>
    internal static List<string> Lines(string text)
    {
        List<string> lines = [.. text.Split('\n').Select(l => l.Trim())];
        lines.RemoveRange(lines.FindLastIndex(l => l.Length > 0) + 1, lines.Count - (lines.FindLastIndex(l => l.Length > 0) + 1));
        return lines;
    }
}
