using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// Whether a written report says what its ledger says. Every field of <c>report.json</c> is compared, so that one added later cannot be forgotten; only the wording of
/// definitions and conclusions is not, because another version may word them better.
/// </summary>
public static class ReportAgreement
{
    private static readonly string[] Wording = ["definition", "conclusion", "advice"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The differences, each as <c>field: report says X, ledger says Y</c> with the field's path in <c>report.json</c>; empty when the two agree. Entries of
    /// <c>classes</c>, <c>failures</c> and <c>architectures</c> are matched by class, sample and name, so one missing entry is one difference.
    /// </summary>
    /// <param name="written">The report as it was published.</param>
    /// <param name="recomputed">The report of the same job, folded again from the ledger.</param>
    public static IReadOnlyList<string> Compare(Report written, Report recomputed)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(recomputed);
        List<string> differences = [];

        // A report of the time before there was a table by architecture agrees, if it does so by host; and one of the time before threads told what they wait for, or before architectures' scores were compared, without that.
        var comparable = written.Architectures is null ? recomputed with { Architectures = null } : recomputed;
        if (written.Time is null)
        {
            comparable = comparable with { Time = null, Hosts = [.. comparable.Hosts.Select(host => host with { ThreadSeconds = null })] };
        }

        if (written.Agreement is { } then && recomputed.Agreement is { } now && HasGrown(then, now))
        {
            comparable = comparable with { Agreement = then };
        }

        if (written.Agreement is { LargestScoreDifference: null } && comparable.Agreement is { } told)
        {
            comparable = comparable with { Agreement = told with { LargestScoreDifference = null } };
        }

        Compare("", JsonNode.Parse(written.ToJson()), JsonNode.Parse(comparable.ToJson()), differences);
        return differences;
    }

    // A report waits for every result of the plan, but not for the canary of a host that was silent: that may be committed after the report, and takes nothing from it.
    private static bool HasGrown(ReportedAgreement then, ReportedAgreement now) =>
        now.Architectures.Sum(a => (decimal)a.Samples) > then.Architectures.Sum(a => (decimal)a.Samples)
        && then.Architectures.All(before => now.Architectures.Any(after => after.Architecture == before.Architecture && after.Samples >= before.Samples));

    private static void Compare(string path, JsonNode? report, JsonNode? ledger, List<string> differences)
    {
        if (JsonNode.DeepEquals(report, ledger))
        {
            return;
        }

        switch (report, ledger)
        {
            case (JsonObject a, JsonObject b):
                CompareEntries(Properties(path, a), Properties(path, b), differences);
                break;
            case (JsonArray a, JsonArray b):
                CompareEntries(Elements(path, a, b), Elements(path, b, a), differences);
                break;
            default:
                differences.Add($"{path}: report says {Words(report)}, ledger says {Words(ledger)}");
                break;
        }
    }

    private static void CompareEntries(List<KeyValuePair<string, JsonNode?>> report, List<KeyValuePair<string, JsonNode?>> ledger, List<string> differences)
    {
        var other = new Dictionary<string, JsonNode?>(ledger);
        foreach (var (path, value) in report)
        {
            Compare(path, value, other.GetValueOrDefault(path), differences);
            other.Remove(path);
        }

        foreach (var (path, value) in ledger.Where(entry => other.ContainsKey(entry.Key)))
        {
            Compare(path, null, value, differences);
        }
    }

    private static List<KeyValuePair<string, JsonNode?>> Properties(string path, JsonObject node) =>
        [.. node.Where(p => !Wording.Contains(p.Key)).Select(p => KeyValuePair.Create(path.Length == 0 ? p.Key : $"{path}.{p.Key}", p.Value))];

    // By key when every element of both arrays has one of its own, else by position.
    private static List<KeyValuePair<string, JsonNode?>> Elements(string path, JsonArray array, JsonArray other)
    {
        var keyed = HasKeys(array) && HasKeys(other);
        return [.. array.Select((element, i) => KeyValuePair.Create($"{path}[{(keyed ? KeyOf(element) : $"{i}")}]", element))];
    }

    private static bool HasKeys(JsonArray array) => array.All(e => KeyOf(e) is not null) && array.Select(KeyOf).Distinct().Count() == array.Count;

    private static string? KeyOf(JsonNode? element) => (element as JsonObject) is { } entry && (entry["architecture"] ?? entry["class"] ?? entry["sample"]) is { } key ? Words(key) : null;

    private static string Words(JsonNode? node) => node switch
    {
        null => "nothing",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => node.ToJsonString(Readable),
    };
}
