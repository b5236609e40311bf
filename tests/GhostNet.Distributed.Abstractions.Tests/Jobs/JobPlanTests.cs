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
    [InlineData(1_024, 64)]
    [InlineData(50_000, 320)]
    [InlineData(1_281_167, 5_298)]
    [InlineData(100_000_000, 84_366)]
    public void Without_a_size_a_plan_stays_below_a_hundred_thousand_shards(long samples, int shards) => Assert.Equal(shards, JobPlan.Cut(samples, null).Shards);

    [Fact]
    public void Without_a_size_shards_shrink_toward_the_end() => Gen.Long[1, 3_000_000].Sample(samples =>
    {
        var plan = JobPlan.Cut(samples, null);
        var sizes = Enumerable.Range(0, plan.Shards).Select(i => plan.RangeOf(new ShardId(i)).Count).ToList();
        return sizes.Sum() == samples && sizes.Zip(sizes.Skip(1)).All(pair => pair.First >= pair.Second) && sizes[^1] <= 16 && sizes[0] <= 512;
    });

    [Fact]
    public void The_pieces_of_a_shard_cover_it_down_to_single_samples()
    {
        var plan = JobPlan.Cut(100, 13);
        for (var i = 0; i < plan.Shards; i++)
        {
            var whole = plan.RangeOf(new ShardId(i));
            Assert.Equal(Enumerable.Range((int)whole.Start, (int)whole.Count).Select(s => new ShardRange(s, s + 1)), Singles(new ShardId(i)));
        }

        IEnumerable<ShardRange> Singles(ShardId shard) => plan.RangeOf(shard) is { Count: 1 } single ? [single] : Singles(shard.Lower).Concat(Singles(shard.Upper));
    }

    [Fact]
    public void A_single_sample_has_no_halves()
    {
        var plan = JobPlan.Cut(3, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.RangeOf(new ShardId(1).Lower));
    }

    [Fact]
    public void Canary_ranges_hold_what_was_asked_for_in_order_and_spread_over_the_manifest() => Gen.Select(Gen.Long[1, 100_000], Gen.Int[0, 2_000]).Sample((samples, canary) =>
    {
        var ranges = JobPlan.Cut(samples, null).CanaryRanges(canary);
        return ranges.Sum(r => r.Count) == Math.Min(samples, canary)
            && ranges.All(r => r.Count <= 16 && r.End <= samples)
            && ranges.Zip(ranges.Skip(1)).All(pair => pair.First.End <= pair.Second.Start && pair.Second.Start - pair.First.Start >= samples / ranges.Length / 2);
    });

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
