namespace GhostNet.Distributed.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Yes.</summary>
    public const int Success = 0;

    /// <summary>The job failed, or its report is INVALID, or what was verified disagrees.</summary>
    public const int Failed = 1;

    /// <summary>The command line, or a file it names, cannot be used as it is.</summary>
    public const int Usage = 2;

    /// <summary>The cluster or the store cannot be reached.</summary>
    public const int Unreachable = 3;

    /// <summary>What was named is not there.</summary>
    public const int NotFound = 4;

    /// <summary>It exists already and is something else.</summary>
    public const int Conflict = 5;

    /// <summary>The time that was given is over; the job goes on.</summary>
    public const int TimedOut = 124;

    /// <summary>Interrupted; the job can go on later.</summary>
    public const int Interrupted = 130;
}
