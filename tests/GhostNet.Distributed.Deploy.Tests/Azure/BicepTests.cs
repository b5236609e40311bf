using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests.Azure;

/// <summary>What <c>deploy/azure</c> asks Azure for, as its own compiler makes it. Whether Azure grants it has to be tried there.</summary>
public class BicepTests
{
    private const string Writes = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string Reads = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

    private static string Folder => Path.Combine(Repository.Root, "deploy", "azure");

    [Fact]
    public async Task The_compiler_has_neither_errors_nor_warnings()
    {
        var finished = (await RunAsync("lint", Path.Combine(Folder, "main.bicep"))).Expect(0);
        Assert.Equal("", finished.Output + finished.Error);
    }

    [Fact]
    public async Task The_account_is_closed_to_keys_to_the_public_and_to_other_networks()
    {
        var account = (await ResourcesAsync("Microsoft.Storage/storageAccounts")).Single()["properties"]!;
        Assert.False(account["allowBlobPublicAccess"]!.GetValue<bool>());
        Assert.False(account["allowSharedKeyAccess"]!.GetValue<bool>());
        Assert.True(account["supportsHttpsTrafficOnly"]!.GetValue<bool>());
        Assert.Equal(("TLS1_2", "Deny"), (account["minimumTlsVersion"]!.GetValue<string>(), account["networkAcls"]!["defaultAction"]!.GetValue<string>()));
        Assert.All(await ResourcesAsync("Microsoft.Storage/storageAccounts/blobServices/containers"), container => Assert.Equal("None", container["properties"]!["publicAccess"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Workers_may_write_the_ledger_read_the_images_and_nothing_else()
    {
        var granted = (await ResourcesAsync("Microsoft.Authorization/roleAssignments")).Where(role => role["properties"]!["principalId"]!.GetValue<string>() == "[reference('workers').principalId]");
        Assert.Equal([("data", Role(Reads)), ("ledger", Role(Writes))], granted.Select(role => (Container(role), role["properties"]!["roleDefinitionId"]!.GetValue<string>())).Order());

        static string Role(string id) => $"[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '{id}')]";
    }

    [Fact]
    public async Task The_identity_is_bound_to_the_service_account_of_the_charts_release()
    {
        var federation = (await ResourcesAsync("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials")).Single()["properties"]!;
        Assert.Equal("[format('system:serviceaccount:{0}:{1}', parameters('kubernetesNamespace'), parameters('serviceAccount'))]", federation["subject"]!.GetValue<string>());
        Assert.Equal("api://AzureADTokenExchange", Assert.Single(federation["audiences"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task Kubernetes_has_no_local_accounts_and_a_pool_for_each_architecture()
    {
        var cluster = (await ResourcesAsync("Microsoft.ContainerService/managedClusters")).Single()["properties"]!;
        Assert.True(cluster["disableLocalAccounts"]!.GetValue<bool>());
        Assert.True(cluster["oidcIssuerProfile"]!["enabled"]!.GetValue<bool>() && cluster["securityProfile"]!["workloadIdentity"]!["enabled"]!.GetValue<bool>());
        Assert.Equal("System", Assert.Single(cluster["agentPoolProfiles"]!.AsArray())!["mode"]!.GetValue<string>());
        var arm = (await ResourcesAsync("Microsoft.ContainerService/managedClusters/agentPools")).Single()["properties"]!;
        Assert.Equal(("User", 0), (arm["mode"]!.GetValue<string>(), arm["minCount"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_chart_takes_the_values_that_the_readme_says_and_puts_models_on_the_tainted_pool()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"), TestContext.Current.CancellationToken);
        var values = readme.Split("<<VALUES\n")[1].Split("\nVALUES\n")[0]
            .Replace("$(output ledgerUrl)", "https://account.blob.core.windows.net/ledger", StringComparison.Ordinal)
            .Replace("$(output clientId)", "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        var chart = await RenderedChart.OfAsync(3, "--values", folder.Write("values.yaml", values));
        Assert.Equal("ghostnet", Assert.Single(chart.All<V1ServiceAccount>(), account => account.Metadata.Annotations?.ContainsKey("azure.workload.identity/client-id") == true).Metadata.Name);
        var taint = (await ResourcesAsync("Microsoft.ContainerService/managedClusters/agentPools")).Single()["properties"]!["nodeTaints"]!.AsArray().Single()!.GetValue<string>();
        var tolerated = chart.Silos.Single(silo => silo.Labels.Contains(KeyValuePair.Create("ghostnet-distributed/pool", "arm64"))).Spec.Tolerations.Single();
        Assert.Equal(taint, $"{tolerated.Key}=true:{tolerated.Effect}");
    }

    private static string Container(JsonNode role)
    {
        // Of a container, and not of the account or the group.
        var scope = role["scope"]!.GetValue<string>();
        Assert.StartsWith("[resourceId('Microsoft.Storage/storageAccounts/blobServices/containers', ", scope, StringComparison.Ordinal);
        return scope.EndsWith("variables('ledger'))]", StringComparison.Ordinal) ? "ledger" : scope.EndsWith("variables('data'))]", StringComparison.Ordinal) ? "data" : scope;
    }

    private static async Task<IReadOnlyList<JsonNode>> ResourcesAsync(string type)
    {
        var template = JsonNode.Parse((await RunAsync("build", Path.Combine(Folder, "main.bicep"), "--stdout")).Expect(0).Output)!;
        return [.. template["resources"]!.AsObject().Select(resource => resource.Value!).Where(resource => resource["type"]!.GetValue<string>() == type && resource["existing"]?.GetValue<bool>() != true)];
    }

    private static async Task<Finished> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "the compiler's package is for Linux on x64");
        var program = typeof(BicepTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["HOME"] = folder.Path, ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = folder["bundle"] };
        await using var process = GhostNetProcess.Start(program, folder.Path, environment, arguments);
        return await process.WaitAsync();
    }
}
