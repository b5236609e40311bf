using System.CommandLine;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>How an answer is written to standard output.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>The option <c>-o table|json</c>, the same for every verb.</summary>
internal static class OutputOption
{
    /// <summary>A new option; table by default.</summary>
    public static Option<OutputFormat> Create() => new("--output", "-o")
    {
        Description = "table for people, json for programs",
        HelpName = "table|json",
        DefaultValueFactory = _ => OutputFormat.Table,
    };
}
