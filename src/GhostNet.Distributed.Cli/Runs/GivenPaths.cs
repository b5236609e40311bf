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

    /// <summary>A folder to write that is not inside the images: there it would be a class folder, and another dataset, for the next run of the same command.</summary>
    /// <param name="images">The folder of images.</param>
    /// <param name="path">The folder to write.</param>
    /// <param name="option">The option that would name another.</param>
    public static void RequireBeside(string images, string path, string option)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(images));
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (target == folder || target.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var what = option switch { "--out" => "The run's folder", "--ledger" => "The ledger", _ => "The folder" };
            throw new CliException(ExitCode.Usage, $"{what} {target} lies inside the images {folder}, so that the next run would take it for images; choose an {option} beside them. Nothing was written.");
        }
    }

    /// <summary>A file to write, in a folder that is there; never one of those that are read.</summary>
    public static void RequireTarget(string path, params ReadOnlySpan<string?> sources) => RequireTargetOf("--out", path, sources);

    /// <summary>As the other one, for an option of another name.</summary>
    public static void RequireTargetOf(string option, string path, params ReadOnlySpan<string?> sources)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new CliException(ExitCode.Usage, $"{option} {full} is a folder; expected the name of a file. Nothing was written.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new CliException(ExitCode.NotFound, $"There is no folder {Path.GetDirectoryName(full)} to write {Path.GetFileName(full)} to; make it first.");
        }

        foreach (var source in sources)
        {
            if (source is not null && Path.GetFullPath(source) == full)
            {
                throw new CliException(ExitCode.Usage, $"{option} {full} is also an input and would be overwritten; choose another name. Nothing was written.");
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
