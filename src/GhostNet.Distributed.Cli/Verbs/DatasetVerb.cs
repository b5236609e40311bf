using System.CommandLine;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet dataset</c>: push, index, verify.</summary>
internal static class DatasetVerb
{
    public static Command Create(Terminal terminal) => new("dataset", "Put images where every worker can read them, index them, and check them.")
    {
        DatasetPushVerb.Create(terminal),
        DatasetIndexVerb.Create(terminal),
        DatasetVerifyVerb.Create(terminal),
    };
}
