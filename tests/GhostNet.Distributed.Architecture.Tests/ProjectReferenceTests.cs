using System.Xml.Linq;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Architecture.Tests;

/// <summary>The arrows between the projects, as <c>src/README.md</c> draws them. An arrow that is not listed here is a decision, not a detail.</summary>
public class ProjectReferenceTests
{
    private const string Prefix = "GhostNet.Distributed.";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Abstractions"] = [],
        ["Models"] = [],
        ["Datasets"] = [],
        ["Shapes"] = [],
        ["Security"] = [],
        ["Inference"] = ["Models"],
        ["Client"] = ["Abstractions", "Security"],
        ["Reporting"] = ["Abstractions"],
        ["Runtime"] = ["Abstractions", "Datasets", "Inference", "Reporting"],
        ["Worker"] = ["Datasets", "Runtime", "Security"],
        ["Cli"] = ["Client", "Datasets", "Inference", "Models", "Reporting", "Runtime", "Security", "Shapes"],
    };

    public static TheoryData<string> Projects => new(Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)![Prefix.Length..]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_map_allows(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"src/{Prefix}{project} is not in the map of src/README.md; add it there and here.");
        var found = References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)[Prefix.Length..]);
        Assert.Empty(found.Except(allowed));
    }

    [Theory]
    [InlineData("Models")]
    [InlineData("Inference")]
    [InlineData("Datasets")]
    [InlineData("Shapes")]
    [InlineData("Reporting")]
    public void A_library_of_functions_has_no_Orleans_package(string project) =>
        Assert.DoesNotContain(References(project, "PackageReference"), p => p.Contains("Orleans", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_what_runs_as_a_process_decides_where_telemetry_goes(string project) =>
        Assert.True(project is "Worker" or "Cli" || !References(project, "PackageReference").Exists(p => p.StartsWith("OpenTelemetry", StringComparison.Ordinal)), $"{project} measures and traces by System.Diagnostics alone");

    [Fact]
    public void The_wire_contract_depends_on_the_Orleans_Sdk_alone() =>
        Assert.Equal(["Microsoft.Orleans.Sdk"], References("Abstractions", "PackageReference"));

    [Fact]
    public void Package_versions_are_central()
    {
        var own = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .SelectMany(f => XDocument.Load(f).Descendants("PackageReference").Where(p => p.Attribute("Version") is not null).Select(p => $"{f}: {p}"));
        Assert.Empty(own);
    }

    private static List<string> References(string project, string element) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "src", Prefix + project, $"{Prefix}{project}.csproj"))
            .Descendants(element).Select(r => ((string)r.Attribute("Include")!).Replace('\\', '/'))];
}
