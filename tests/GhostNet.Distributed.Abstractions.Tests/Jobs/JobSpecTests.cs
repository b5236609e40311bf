using System.Text;
using System.Text.Json;

namespace GhostNet.Distributed.Abstractions.Tests.Jobs;

public class JobSpecTests
{
    private static readonly JobSpec Minimal = new() { Id = JobId.Parse("a"), Model = new("m", "d"), Dataset = new("s", "e", "/i") };

    private static readonly JobSpec Full = Minimal with { Kind = JobKind.Predict, Recipe = "{\"crop\":224}", ShardSize = 12, TopK = 7, MaxFailedSamples = ErrorBudget.Parse("0.7%") };

    [Fact]
    public void Left_out_properties_take_their_defaults() =>
        Assert.Equal(Minimal, Parse("""{"id":"a","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"}}"""));

    [Fact]
    public void The_canonical_JSON_has_every_property_in_order_and_no_white_space() =>
        Assert.Equal(
            """{"id":"a","kind":"Predict","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"},"recipe":"{\u0022crop\u0022:224}","shardSize":12,"topK":7,"maxFailedSamples":"0.7%"}""",
            Full.ToJson());

    [Fact]
    public void A_spec_read_from_its_canonical_JSON_has_the_same_canonical_JSON_and_is_equal()
    {
        Assert.Equal(Full, Parse(Full.ToJson()));
        Assert.Equal(Full.ToJson(), Parse(Full.ToJson()).ToJson());
        Assert.NotEqual(Full.ToJson(), Minimal.ToJson());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"A!","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"}}""")]
    [InlineData("""{"id":7,"model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"}}""")]
    [InlineData("""{"id":"a","model":null,"dataset":{"name":"s","digest":"e","images":"/i"}}""")]
    [InlineData("""{"id":"a","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"},"maxFailedSamples":"some"}""")]
    [InlineData("""{"id":"a","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"},"kind":"Guess"}""")]
    [InlineData("""{"id":"a","model":{"name":"m"},"dataset":{"name":"s","digest":"e","images":"/i"}}""")]
    [InlineData("""{"id":"a","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e"}}""")]
    [InlineData("""{"id":"a","id":"b","model":{"name":"m","digest":"d"},"dataset":{"name":"s","digest":"e","images":"/i"}}""")]
    public void Text_that_is_no_spec_is_refused(string json) => Assert.Throws<JsonException>(() => Parse(json));

    [Fact]
    public void Validation_tells_all_faults_at_once()
    {
        var spec = Minimal with { Id = default, ShardSize = 0, TopK = 101 };
        Assert.Equal(
            "The job cannot be submitted: the id is empty; ShardSize is 0; expected 1 to 65536; TopK is 101; expected 1 to 100.",
            Assert.Throws<InvalidJobSpecException>(spec.Validate).Message);
    }

    [Fact]
    public void The_ends_of_every_range_are_valid()
    {
        (Minimal with { ShardSize = 1, TopK = 1 }).Validate();
        (Minimal with { ShardSize = 65_536, TopK = 100 }).Validate();
    }

    private static JobSpec Parse(string json) => JobSpec.Parse(Encoding.UTF8.GetBytes(json));
}
