using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GhostNet.Distributed.Testing;
using YamlDotNet.RepresentationModel;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>A series that an expression reads: its metric, and the labels that it must have by value.</summary>
internal sealed record ReadSeries(string Metric, IReadOnlyDictionary<string, string> Labels)
{
    public override string ToString() => $"{Metric}{{{string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"))}}}";
}

/// <summary>The files of <c>deploy/observability</c>.</summary>
internal static partial class ObservabilityFiles
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "observability");

    // What PromQL says besides metrics, in these files.
    private static readonly HashSet<string> Words = ["abs", "by", "histogram_quantile", "increase", "max", "min", "quantile_over_time", "rate", "sum"];

    /// <summary>The rules.</summary>
    public static string Alerts => Path.Combine(Folder, "alerts.yaml");

    /// <summary>The configuration of Prometheus.</summary>
    public static string Prometheus => Path.Combine(Folder, "prometheus.yaml");

    /// <summary>Every rule, as its keys and texts.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rules()
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Alerts);
        yaml.Load(reader);
        return [.. Items(((YamlMappingNode)yaml.Documents[0].RootNode)["groups"]).SelectMany(group => Items(group["rules"])).Select(Flat)];
    }

    /// <summary>Every expression of the dashboard, with its panel.</summary>
    public static IReadOnlyList<(string Panel, string Expression)> Dashboard()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "ghostnet.json")))!;
        return [.. dashboard["panels"]!.AsArray().Where(panel => panel!["targets"] is not null)
            .SelectMany(panel => panel!["targets"]!.AsArray().Select(target => (panel["title"]!.GetValue<string>(), target!["expr"]!.GetValue<string>())))];
    }

    /// <summary>The series that an expression reads.</summary>
    public static IEnumerable<ReadSeries> Read(string expression)
    {
        var withoutGroups = Grouping().Replace(expression, " ");
        return Selector().Matches(Range().Replace(withoutGroups, " "))
            .Where(match => !Words.Contains(match.Groups["metric"].Value))
            .Select(match => new ReadSeries(
                match.Groups["metric"].Value, Equal().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["key"].Value, label => label.Groups["value"].Value)));
    }

    private static IEnumerable<YamlMappingNode> Items(YamlNode node) => ((YamlSequenceNode)node).Cast<YamlMappingNode>();

    private static Dictionary<string, string> Flat(YamlMappingNode rule) => rule.Children.SelectMany(child => child.Value is YamlMappingNode inner
        ? inner.Children.Select(value => KeyValuePair.Create($"{child.Key}.{value.Key}", value.Value.ToString()))
        : [KeyValuePair.Create(child.Key.ToString(), child.Value.ToString())]).ToDictionary();

    [GeneratedRegex("""\bby \([^)]*\)""")]
    private static partial Regex Grouping();

    [GeneratedRegex("""\[[0-9a-z]+\]""")]
    private static partial Regex Range();

    [GeneratedRegex("""(?<metric>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[^}]*)\})?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex("""(?<key>[a-z_]+)="(?<value>[^"$]*)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Equal();
}
