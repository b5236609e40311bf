using System.Text.RegularExpressions;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>The question of a scaler to Prometheus, as far as the chart asks it.</summary>
/// <param name="Namespace">The namespace that is asked about.</param>
/// <param name="Job">The targets that are asked about.</param>
/// <param name="Selectors">Which jobs count, by their selectors.</param>
internal sealed partial record Query(string Namespace, string Job, string Selectors)
{
    public static Query Parse(string text)
    {
        var match = Form().Match(text);
        Assert.True(match.Success, text);
        return new Query(match.Groups["namespace"].Value, match.Groups["job"].Value, match.Groups["selectors"].Value);
    }

    // Prometheus takes an expression for the whole value.
    public bool Takes(string selector) => Regex.IsMatch(selector, $"^(?:{Selectors})$", RegexOptions.CultureInvariant);

    [GeneratedRegex("""^sum\(\{__name__=~"ghostnet_shards_\(queued\|leased\)",namespace="(?<namespace>[^"]+)",job="(?<job>[^"]+)",selector=~"(?<selectors>[^"\\]+)"\}\)$""")]
    private static partial Regex Form();
}
