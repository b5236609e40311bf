using System.Text;
using System.Text.Json;
using CsCheck;

namespace GhostNet.Distributed.Abstractions.Tests.Jobs;

public class JobPlanTests
{
    [Fact]
    public void Every_cut_covers_the_manifest_exactly_and_no_shard_exceeds_the_size() =>
        Gen.Select(Gen.Long[1, 100_000], Gen.Int[1, 2000]).Sample((samples, size) =>
        {
            var plan = JobPlan.Cut(samples, size);
            var next = 0L;
            for (var i = 0; i < plan.Shards; i++)
            {
                var range = plan.RangeOf(new ShardId(i));
                if (range.Start != next || range.Count < 1 || range.Count > size || (range.Count < size && i < plan.Shards - 1))
                {
                    return false;
                }

                next = range.End;
            }

            return next == samples;
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(200, 13)]
    [InlineData(1024, 64)]
    [InlineData(50_000, 98)]
    [InlineData(1_281_167, 2503)]
    public void Without_a_size_the_shards_hold_16_to_512_samples_or_a_64th_of_the_dataset(long samples, int shards) => Assert.Equal(shards, JobPlan.Cut(samples, null).Shards);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 65_537)]
    public void A_cut_of_nothing_or_into_impossible_shards_is_refused(long samples, int size) => Assert.Throws<ArgumentOutOfRangeException>(() => JobPlan.Cut(samples, size));

    [Fact]
    public void A_plan_reads_back_from_its_JSON()
    {
        var plan = JobPlan.Cut(10, 4);
        Assert.Equal("""{"schemaVersion":1,"samples":10,"starts":[0,4,8]}""", plan.ToJson());
        var read = Parse(plan.ToJson());
        Assert.Equal(10, read.Samples);
        Assert.Equal([0, 4, 8], read.Starts);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"schemaVersion":2,"samples":10,"starts":[0]}""", "version 2")]
    [InlineData("""{"samples":10,"starts":[0]}""", "version 0")]
    [InlineData("""{"schemaVersion":1,"samples":10,"starts":[]}""", "do not cover its 10 samples")]
    [InlineData("""{"schemaVersion":1,"samples":10,"starts":[1]}""", "do not cover its 10 samples")]
    [InlineData("""{"schemaVersion":1,"samples":10,"starts":[0,4,4]}""", "do not cover its 10 samples")]
    [InlineData("""{"schemaVersion":1,"samples":10,"starts":[0,10]}""", "do not cover its 10 samples")]
    [InlineData("""{"schemaVersion":1,"samples":10}""", "starts")]
    public void A_damaged_plan_is_refused_with_what_is_wrong(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<JsonException>(() => Parse(json)).Message, StringComparison.Ordinal);

    private static JobPlan Parse(string json) => JobPlan.Parse(Encoding.UTF8.GetBytes(json));
}
