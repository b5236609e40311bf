using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Abstractions.Tests.Ledger;

/// <summary>
/// The ledger's blobs as files: what one version wrote, another has to read, for as long as ledgers last. A line that changed or went away is a break; a member that is added is one more in the
/// file.
/// </summary>
public class LedgerContractTests
{
    private static readonly JobId Job = JobId.Parse("a-job");

    // Every member with a value of its own, so that one that gets lost is noticed.
    private static readonly HostFacts Host = Samples.Host with { Labels = "arch=arm64,pool=edge", Graph = "arm64" };

    private static readonly ShardResult Whole = new() { Header = Samples.Result.Header with { Host = Host }, Predictions = Samples.Result.Predictions };

    private static readonly Dictionary<string, (object Value, Func<byte[]> Write, Func<byte[], byte[]> ReadAndWrite)> Blobs = new()
    {
        ["job.json"] = Of(
            new JobSpec
            {
                Id = Job,
                Kind = JobKind.Predict,
                Model = new("ghostnet", "d1"),
                Dataset = new("val", "d2", "azure:images/val"),
                Recipe = "{\"crop\":224}",
                ShardSize = 9,
                TopK = 7,
                MaxFailedSamples = ErrorBudget.OfShare(0.25),
                Priority = -3,
                NodeSelector = NodeSelector.Parse("arch=arm64,pool=edge"),
                Canary = 64,
                SampleTimeLimit = TimeSpan.FromSeconds(2.5),
            },
            spec => Encoding.UTF8.GetBytes(spec.ToJson()),
            content => JobSpec.Parse(content)),
        ["job-of-few-words.json"] = Of(new JobSpec { Id = Job, Model = new("m", "d"), Dataset = new("s", "e", "/i") }, spec => Encoding.UTF8.GetBytes(spec.ToJson()), content => JobSpec.Parse(content)),
        ["plan.json"] = Of(JobPlan.Cut(100, 40), plan => Encoding.UTF8.GetBytes(plan.ToJson()), content => JobPlan.Parse(content)),
        ["result.jsonl"] = Of(Whole, result => result.ToBytes(), content => ShardResult.Parse(content)),
        ["result-of-a-piece.jsonl"] = Of(Whole with { Header = Whole.Header with { Piece = 3, Waits = null } }, result => result.ToBytes(), content => ShardResult.Parse(content)),
        ["result-of-a-canary.jsonl"] = Of(Whole with { Header = Whole.Header with { Canary = "arm64", Waits = null } }, result => result.ToBytes(), content => ShardResult.Parse(content)),
        ["split.jsonl"] = Of(
            new ShardSplit { Job = Job, Shard = 1, Piece = 2, Range = new ShardRange(4, 7), Reason = "two workers died", At = new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero) },
            split => split.ToBytes(),
            content => ShardSplit.TryParse(content)!),
    };

    public static TheoryData<string> Files => [.. Blobs.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_written_is_what_the_file_holds(string file)
    {
        // What was found is left beside the test's binaries, to be compared and, when the change is meant, copied over the file.
        File.WriteAllBytes(Path.Combine(AppContext.BaseDirectory, file), Blobs[file].Write());
        Assert.Equal(Encoding.UTF8.GetString(Contract(file)), Encoding.UTF8.GetString(Blobs[file].Write()));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_the_file_holds_is_read_without_a_loss(string file) =>
        Assert.Equal(Encoding.UTF8.GetString(Contract(file)), Encoding.UTF8.GetString(Blobs[file].ReadAndWrite(Contract(file))));

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_later_version_adds_is_passed_over_so_that_one_can_go_back(string file)
    {
        var later = string.Concat(Encoding.UTF8.GetString(Contract(file)).Split('\n').Select((line, i) => line.Length == 0 ? "" : $"{(i > 0 ? "\n" : "")}{WithMore(line)}"));
        Assert.Contains("\"later\"", later, StringComparison.Ordinal);
        later += file.EndsWith(".jsonl", StringComparison.Ordinal) ? "\n" : "";
        Assert.Equal(Encoding.UTF8.GetString(Contract(file)), Encoding.UTF8.GetString(Blobs[file].ReadAndWrite(Encoding.UTF8.GetBytes(later))));
    }

    [Fact]
    public void Every_member_of_every_blob_is_in_some_file()
    {
        var written = Blobs.Keys.SelectMany(file => Encoding.UTF8.GetString(Contract(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries)).SelectMany(line => Names(JsonNode.Parse(line))).ToHashSet();
        var missing = Blobs.Values.SelectMany(blob => Types(blob.Value, [])).Distinct()
            // A result is lines: its header, then its predictions.
            .Where(type => type != typeof(ShardResult)).SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsWritten).Select(property => (Type: type, Name: JsonNamingPolicy.CamelCase.ConvertName(property.Name))))
            .Where(member => !written.Contains(member.Name)).Select(member => $"{member.Type.Name}.{member.Name}");
        Assert.Empty(missing);
    }

    private static (object, Func<byte[]>, Func<byte[], byte[]>) Of<T>(T value, Func<T, byte[]> write, Func<byte[], T> read)
        where T : notnull => (value, () => write(value), content => write(read(content)));

    private static byte[] Contract(string file) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Abstractions.Tests", "Ledger", "Contract", file));

    // A member more in every object.
    private static string WithMore(string line) => line.Replace("{\"", "{\"later\":[{\"than\":1}],\"", StringComparison.Ordinal);

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(member => Names(member.Value).Prepend(member.Key)),
        JsonArray a => a.SelectMany(Names),
        _ => [],
    };

    private static bool IsWritten(PropertyInfo property) =>
        property.GetIndexParameters().Length == 0 && property.GetCustomAttribute<JsonIgnoreAttribute>() is null or { Condition: not JsonIgnoreCondition.Always } && !IsOneWord(property.DeclaringType!);

    // Written as text by a converter of its own.
    private static bool IsOneWord(Type type) => type.IsEnum || type.IsPrimitive || type.GetCustomAttribute<JsonConverterAttribute>() is not null;

    /// <summary>The types of ours in a value, down to its last member.</summary>
    private static List<Type> Types(object? value, HashSet<object> seen)
    {
        if (value is null or string || !seen.Add(value))
        {
            return [];
        }

        if (value is IEnumerable many)
        {
            return [.. many.Cast<object?>().SelectMany(one => Types(one, seen))];
        }

        var type = value.GetType();
        return type.Namespace != typeof(JobSpec).Namespace || IsOneWord(type)
            ? []
            : [type, .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsWritten).SelectMany(property => Types(property.GetValue(value), seen))];
    }
}
