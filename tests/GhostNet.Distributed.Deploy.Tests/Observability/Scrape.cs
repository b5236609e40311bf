using System.Text.RegularExpressions;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>What a worker answers Prometheus: series by name, each with its labels.</summary>
public sealed partial class Scrape
{
    private readonly ILookup<string, IReadOnlyDictionary<string, string>> _series;

    private Scrape(string text, ILookup<string, IReadOnlyDictionary<string, string>> series) => (Text, _series) = (text, series);

    /// <summary>As it was answered.</summary>
    public string Text { get; }

    /// <summary>Names of the metrics.</summary>
    public IEnumerable<string> Names => _series.Select(series => series.Key);

    /// <summary>Values of all labels.</summary>
    public IEnumerable<string> Values => _series.SelectMany(series => series).SelectMany(labels => labels.Values);

    /// <summary>Labels of the metrics whose names begin like this.</summary>
    public IEnumerable<string> LabelsOf(string prefix) => _series.Where(series => series.Key.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(series => series).SelectMany(labels => labels.Keys).Distinct();

    /// <summary>Reads the text format.</summary>
    public static Scrape Parse(string text) => new(text, text.Split('\n')
        .Select(line => Line().Match(line))
        .Where(match => match.Success)
        .ToLookup(match => match.Groups["name"].Value, match => (IReadOnlyDictionary<string, string>)Label().Matches(match.Groups["labels"].Value).ToDictionary(l => l.Groups["key"].Value, l => l.Groups["value"].Value)));

    /// <summary>Whether there is a series of this name, with these labels among its own.</summary>
    public bool Has(string name, IReadOnlyDictionary<string, string> labels) =>
        _series[name].Any(series => labels.All(label => series.TryGetValue(label.Key, out var value) && value == label.Value));

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? [^ ]+""", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<key>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"[,}]?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
