using System.Text.Json.Nodes;
using GhostNet.Distributed.Deploy.Tests.Helm;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>Objects of cert-manager, KEDA and Prometheus' operator, against the definitions that these publish.</summary>
public class CustomResourceTests
{
    public static TheoryData<string> Values => [.. RenderedChart.ValueFiles];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task They_are_what_their_definitions_say(string values) => Assert.Empty(await CustomResources.FaultsAsync((await RenderedChart.OfFileAsync(values)).Custom));

    [Fact]
    public async Task Each_kind_is_made_by_some_file_of_values()
    {
        var rendered = await Task.WhenAll(RenderedChart.ValueFiles.Select(values => RenderedChart.OfFileAsync(values)));
        Assert.Equal(["Certificate", "PrometheusRule", "ScaledObject", "ServiceMonitor"], rendered.SelectMany(r => r.Custom).Select(o => o["kind"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty((await RenderedChart.OfAsync(3)).Custom);
    }

    [Theory]
    [InlineData("""{"issuerRefs":{}}""", "/spec/issuerRefs is not known")]
    [InlineData("""{"dnsNames":"silo.ghostnet"}""", "/spec/dnsNames breaks")]
    [InlineData("""{"secretName":null}""", "/spec/secretName breaks")]
    [InlineData("""{"privateKey":{"algorithm":"ECDSA","length":256}}""", "/spec/privateKey/length is not known")]
    public async Task A_definition_finds_what_is_wrong(string change, string fault)
    {
        var certificate = (await RenderedChart.OfFileAsync("cert-manager-values.yaml")).AllCustom("Certificate").First().DeepClone();
        foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
        {
            certificate["spec"]![key] = value?.DeepClone();
        }

        Assert.Contains(fault, Assert.Single(await CustomResources.FaultsAsync(certificate)), StringComparison.Ordinal);
    }
}
