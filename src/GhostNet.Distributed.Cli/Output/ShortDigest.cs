namespace GhostNet.Distributed.Cli.Output;

/// <summary>Digests for people.</summary>
internal static class ShortDigest
{
    /// <summary>Enough of a digest to tell it from others of its kind.</summary>
    public static string Of(string digest) => digest[..Math.Min(12, digest.Length)];
}
