using System.Globalization;
using System.Text;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace GhostNet.Distributed.Runtime.Tests.Wire;

/// <summary>
/// What silos tell each other about their grains when they meet, as a file: under which name a grain is known, which interfaces it has and where it may be. With another name, two versions in one
/// cluster would each have a coordinator of the same job; with another placement, the one would look where the other has none.
/// </summary>
public class GrainContractTests
{
    private static readonly string Contract = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Runtime.Tests", "Wire", "grains.txt");

    private static readonly HashSet<string> Ours = [.. typeof(Runtime.Hosting.GhostNetSilo).Assembly.GetTypes().Where(type => typeof(IGrain).IsAssignableFrom(type) && type.IsClass).Select(type => type.Name)];

    [Fact]
    public async Task Grains_are_told_of_as_in_the_contract_file()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var manifest = cluster.Silos[0].ServiceProvider.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;
        var text = new StringBuilder();
        foreach (var (type, grain) in manifest.Grains.OrderBy(grain => grain.Key.ToString(), StringComparer.Ordinal))
        {
            // Not those that Orleans has.
            if (!grain.Properties.TryGetValue(WellKnownGrainTypeProperties.TypeName, out var name) || !Ours.Contains(name))
            {
                continue;
            }

            text.Append(CultureInfo.InvariantCulture, $"{type}\n");
            foreach (var (key, value) in grain.Properties.Where(property => !IsOfTheCode(property.Key)).OrderBy(property => property.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {key} = {value}\n");
            }
        }

        // What was found is left beside the test's binaries, to be compared and, when the change is meant, copied over the contract.
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "grains.txt"), text.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Contract, TestContext.Current.CancellationToken), text.ToString());
    }

    // For people, and no part of what is agreed on.
    private static bool IsOfTheCode(string property) => property is WellKnownGrainTypeProperties.TypeName or WellKnownGrainTypeProperties.FullTypeName || property.StartsWith("diag.", StringComparison.Ordinal);
}
