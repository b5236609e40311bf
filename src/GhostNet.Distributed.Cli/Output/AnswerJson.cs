using System.Text.Encodings.Web;
using System.Text.Json;

namespace GhostNet.Distributed.Cli;

/// <summary>How answers are escaped: as JSON asks and not as HTML does, like <c>report.json</c>, so that file names of every script and × stay readable.</summary>
internal static class AnswerJson
{
    /// <summary>The types of <see cref="CliJson"/>.</summary>
    public static CliJson Format { get; } = new(new JsonSerializerOptions(CliJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The same, a value a line: NDJSON, for answers that come one after the other.</summary>
    public static CliJson Line { get; } = new(new JsonSerializerOptions(Format.Options) { WriteIndented = false });
}
