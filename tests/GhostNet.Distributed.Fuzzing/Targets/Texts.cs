using System.Text;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Seeds and words as bytes.</summary>
internal static class Texts
{
    /// <summary>The texts in UTF-8.</summary>
    public static byte[][] Utf8(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
