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
        Description = "table, which is the default, for people; json for programs.",
        HelpName = "table|json",

        // The library's own parser takes the numbers of an enum too, and names its C# type when it refuses.
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "table":
                    return OutputFormat.Table;
                case "json":
                    return OutputFormat.Json;
                default:
                    result.AddError($"--output is '{result.Tokens[0].Value}'; expected table or json.");
                    return default;
            }
        },
    };
}
