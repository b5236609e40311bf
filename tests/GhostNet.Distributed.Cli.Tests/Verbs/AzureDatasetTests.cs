using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Verbs;

/// <summary>The verbs of datasets on Azure's emulator, found as a person's shell would have it found.</summary>
[Collection("the environment's connection string")]
public sealed class AzureDatasetTests : IClassFixture<AzuriteServer>, IDisposable
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly TemporaryFolder _folder = new();
    private readonly string _container = AzuriteServer.NewContainer();

    public AzureDatasetTests(AzuriteServer azurite)
    {
        Environment.SetEnvironmentVariable(Variable, azurite.ConnectionString);
        foreach (var name in new[] { "cat/1.png", "cat/2.png", "dog/1.png" })
        {
            _folder.Write($"val/{name}", name);
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }

    [Theory]
    [InlineData]
    [InlineData("--tar", "2")]
    public async Task A_pushed_dataset_is_indexed_and_verified_where_it_lies(params string[] options)
    {
        var (images, ledger) = ($"azure:{_container}/val", $"azure:{_container}/ledger");
        var pushed = await JsonAsync(["push", _folder["val"], images, "--ledger", ledger, .. options]);
        var indexed = await JsonAsync("index", images, "--ledger", ledger);
        var verified = await JsonAsync("verify", $"val@{((string)indexed["digest"]!)[..8]}", "--ledger", ledger);

        Assert.Equal((string?)pushed["digest"], (string?)indexed["digest"]);
        Assert.Equal((3, 3, images), ((int)indexed["samples"]!, (int)indexed["labelled"]!, (string?)indexed["images"]));
        Assert.Equal((true, images), ((bool)verified["intact"]!, (string?)verified["images"]));
    }

    private static async Task<JsonNode> JsonAsync(params string[] arguments)
    {
        using var terminal = new TestTerminal();
        Assert.Equal((0, ""), (await terminal.RunAsync(["dataset", .. arguments, "-o", "json"]), string.Concat(terminal.Narration.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("note:", StringComparison.Ordinal)))));
        return JsonNode.Parse(terminal.Answer)!;
    }
}
