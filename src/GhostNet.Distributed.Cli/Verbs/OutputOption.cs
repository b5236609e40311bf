using System.CommandLine;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>How an answer is written to standard output.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For pages; reports only.</summary>
    Markdown,
}

/// <summary>The option <c>-o table|json</c>, the same for every verb.</summary>
internal static class OutputOption
{
    /// <summary>A new option; table by default.</summary>
    public static Option<OutputFormat> Create() => Create("table, which is the default, for people; json for programs.", "table|json", "table or json");

    /// <summary>As the other one, for reports, which can be Markdown too.</summary>
    public static Option<OutputFormat> CreateForReports() => Create("table, which is the default, for people; json for programs, byte for byte as the ledger has it; markdown for pages.", "table|json|markdown", "table, json or markdown");

    private static Option<OutputFormat> Create(string description, string words, string expected) => new("--output", "-o")
    {
        Description = description,
        HelpName = words,

        // The library's own parser takes the numbers of an enum too, and names its C# type when it refuses.
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "table":
                    return OutputFormat.Table;
                case "json":
                    return OutputFormat.Json;
                case "markdown" when words.Contains("markdown", StringComparison.Ordinal):
                    return OutputFormat.Markdown;
                default:
                    result.AddError($"--output is '{result.Tokens[0].Value}'; expected {expected}.");
                    return default;
            }
        },
    };
}
