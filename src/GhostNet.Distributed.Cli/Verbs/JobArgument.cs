using System.CommandLine;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>The argument that names a job, checked while the command line is read.</summary>
internal static class JobArgument
{
    public static Argument<JobId> Create() => new("ID")
    {
        Description = "The job's id, as submit printed it and list shows it.",
        CustomParser = result =>
        {
            try
            {
                return JobId.Parse(result.Tokens[0].Value);
            }
            catch (FormatException e)
            {
                result.AddError(e.Message);
                return default;
            }
        },
    };
}
