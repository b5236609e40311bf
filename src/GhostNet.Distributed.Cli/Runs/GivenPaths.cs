namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Looks at the paths of a command line before any work is done: what is missing (4), and what is there but is something else (2).</summary>
internal static class GivenPaths
{
    /// <summary>A file to read.</summary>
    /// <param name="path">As it was typed.</param>
    /// <param name="what">What it is taken for, such as <c>model</c>.</param>
    public static void RequireFile(string path, string what)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"The {what} {full} is a folder; expected a file.");
        }

        if (!File.Exists(full))
        {
            throw new CliException(ExitCode.NotFound, $"There is no {what} {full}.");
        }
    }

    /// <summary>A folder to read.</summary>
    public static void RequireFolder(string path, string what)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"{full} is a file; expected a folder of {what}.");
        }

        if (!Directory.Exists(full))
        {
            throw new CliException(ExitCode.NotFound, $"There is no folder {full}; check the path, and that the disk is mounted.");
        }
    }

    /// <summary>A file to write, in a folder that is there; never one of those that are read.</summary>
    public static void RequireTarget(string path, params ReadOnlySpan<string?> sources)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"--out {full} is a folder; expected the name of a file. Nothing was written.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new CliException(ExitCode.NotFound, $"There is no folder {Path.GetDirectoryName(full)} to write {Path.GetFileName(full)} to; make it first.");
        }

        foreach (var source in sources)
        {
            if (source is not null && Path.GetFullPath(source) == full)
            {
                throw new CliException(ExitCode.Usage, $"--out {full} is also an input and would be overwritten; choose another name. Nothing was written.");
            }
        }
    }

    /// <summary>Makes a folder to write to, unless it is there.</summary>
    public static void MakeFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"--out {full} is a file; expected a folder.");
        }

        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"The folder {full} cannot be made: {e.Message}", e);
        }
    }
}
