using System.Globalization;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Cli;

/// <summary>Which faults are the reader's to mend, and with which exit code each ends the process. What is not here is a bug and keeps its stack trace.</summary>
internal static class Faults
{
    /// <summary>The one message and exit code of a fault; null when the fault is not one that a person can mend.</summary>
    public static CliException? Explain(Exception exception) => exception switch
    {
        CliException e => e,
        JobConflictException e => Of(ExitCode.Conflict, e),
        JobNotFoundException e => Of(ExitCode.NotFound, e),
        JobFailedException or JobCanceledException or LedgerException or ManifestException => Of(ExitCode.Failed, exception),
        ClusterUnreachableException or LedgerUnavailableException => Of(ExitCode.Unreachable, exception),
        CredentialsException { InnerException: DirectoryNotFoundException or FileNotFoundException } e => Of(ExitCode.NotFound, e),
        CredentialsException e => Of(ExitCode.Usage, e),
        StoreException e => Of(ExitCode.Unreachable, e),
        FileNotFoundException or DirectoryNotFoundException => Of(ExitCode.NotFound, exception),
        DatasetException { InnerException: DirectoryNotFoundException or FileNotFoundException } e => Of(ExitCode.NotFound, e),
        DatasetException or InvalidRecipeException or InvalidModelCardException or CheckpointException or CheckpointMismatchException => Of(ExitCode.Usage, exception),
        ModelLoadException or UnsupportedModelException or InvalidJobSpecException or IOException or UnauthorizedAccessException => Of(ExitCode.Usage, exception),
        ArgumentException e => new CliException(ExitCode.Usage, WithoutParameter(e), e),
        _ => null,
    };

    /// <summary>The sentence without the name of a C# parameter behind it, and with the value that was refused.</summary>
    private static string WithoutParameter(ArgumentException e)
    {
        var end = e.ParamName is null ? -1 : e.Message.IndexOf($" (Parameter '{e.ParamName}')", StringComparison.Ordinal);
        var sentence = end < 0 ? e.Message : e.Message[..end];
        return e is ArgumentOutOfRangeException { ActualValue: { } found } ? string.Create(CultureInfo.InvariantCulture, $"{sentence.TrimEnd('.')}; found {found}.") : sentence;
    }

    private static CliException Of(int exitCode, Exception e) => new(exitCode, e.Message, e);
}
