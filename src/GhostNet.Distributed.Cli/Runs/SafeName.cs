namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Names for models and datasets out of file names: letters, digits, dot, dash and underscore.</summary>
internal static class SafeName
{
    private const int MaxLength = 64;

    /// <summary>The nearest name; <c>unnamed</c> when nothing is left.</summary>
    public static string From(string fileName)
    {
        var name = string.Concat(fileName.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).Trim('.', '_', '-');
        return name.Length == 0 ? "unnamed" : name[..Math.Min(MaxLength, name.Length)].TrimEnd('.', '_', '-');
    }
}
