using System.Collections.Immutable;
using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Folding;

public class SplitShardTests
{
    [Fact]
    public void Halves_and_halves_of_halves_cover_a_shard()
    {
        var report = Ledgers.Report(Ledgers.Results[0], Ledgers.Piece(1, 1), Ledgers.Piece(1, 5), Ledgers.Piece(1, 6), Ledgers.Results[2]);
        Assert.Empty(report.Reasons);
        Assert.Equal(Ledgers.Report(Ledgers.Results).PredictionsDigest, report.PredictionsDigest);
    }

    [Fact]
    public void A_missing_piece_is_named() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 1), Ledgers.Results[2]],
        "1 of 3 shards has no result, or not one of each piece: 000001-2.",
        "10 of 12 samples are counted: 8 scored, 2 failed.");

    [Fact]
    public void Missing_pieces_of_pieces_and_whole_shards_are_named_in_plan_order() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 4)],
        "2 of 3 shards have no result, or not one of each piece: 000001-3, 000001-2, 000002.",
        "5 of 12 samples are counted: 4 scored, 1 failed.");

    [Fact]
    public void A_piece_beside_its_whole_is_a_reason_and_counts_nothing() => AssertReasons(
        [.. Ledgers.Results, Ledgers.Piece(1, 2)],
        "Shard 000001-2 has a result, and so has 000001, which shares samples with it; only the first is counted.");

    [Fact]
    public void A_whole_beside_its_piece_is_a_reason_and_counts_nothing() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 1), Ledgers.Results[1], Ledgers.Results[2]],
        "1 of 3 shards has no result, or not one of each piece: 000001-2.",
        "10 of 12 samples are counted: 8 scored, 2 failed.",
        "Shard 000001 has a result, and so has 000001-1, which shares samples with it; only the first is counted.");

    [Fact]
    public void A_piece_beside_a_piece_of_it_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 3), Ledgers.Piece(1, 4), Ledgers.Piece(1, 1), Ledgers.Piece(1, 2), Ledgers.Results[2]],
        "Shard 000001-1 has a result, and so has 000001-3, which shares samples with it; only the first is counted.");

    [Fact]
    public void A_piece_that_comes_twice_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 1), Ledgers.Piece(1, 1), Ledgers.Piece(1, 2), Ledgers.Results[2]],
        "Shard 000001-1 has more than one result; only the first is counted.");

    [Fact]
    public void Pieces_out_of_order_are_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 2), Ledgers.Piece(1, 1), Ledgers.Results[2]],
        "10 of 12 samples are counted: 7 scored, 3 failed.",
        "The result of shard 000001-1 came after that of shard 000001-2; results are folded in plan order, so it is not counted.");

    [Theory]
    [InlineData(7, "000001-7")]
    [InlineData(int.MaxValue, "000001-2147483647")]
    [InlineData(-1, "000001--1")]
    public void A_piece_that_no_split_makes_is_a_reason(int piece, string name) => AssertReasons(
        [.. Ledgers.Results, Ledgers.Results[2].With(h => h with { Shard = 1, Piece = piece })],
        $"There is a result of shard {name}, and shard 000001 with samples [4, 8) has no such piece; it is not counted.");

    [Fact]
    public void A_canary_among_the_results_of_the_plan_is_a_reason() => AssertReasons(
        [.. Ledgers.Results, Ledgers.Results[2].With(h => h with { Canary = "x64" })],
        "The result x64/000002 among those of the plan is one of a canary range; it is not counted.");

    [Fact]
    public void A_fault_in_a_piece_names_the_piece() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Piece(1, 1) is var piece ? piece.With([piece.Predictions[0] with { Top = [], LabelRank = null }, piece.Predictions[1]]) : null!, Ledgers.Piece(1, 2), Ledgers.Results[2]],
        "Sample n02/b_1.jpg in shard 000001-1 has neither a class nor a failure.");

    [Fact]
    public void Any_splits_make_the_same_report_apart_from_the_shards_of_the_hosts()
    {
        var whole = Fold([]);
        Gen.Bool.Array[16].Sample(decisions => Fold(decisions) == whole);

        static string Fold(bool[] decisions)
        {
            var next = 0;
            var results = Enumerable.Range(0, 3).SelectMany(i => Leaves(new ShardId(i))).Select(s => Ledgers.Piece(s.Value, s.Piece).With(h => h with { Stages = default, Waits = new ThreadWaits(h.StartedAt, 0, 0) }));
            var report = Ledgers.Report(results);
            return (report with
            {
                Hosts = [.. report.Hosts.Select(h => h with { Shards = 0 })],
                Architectures = [.. report.Architectures!.Value.Select(a => a with { Shards = 0 })],
            }).ToJson();

            IEnumerable<ShardId> Leaves(ShardId shard) => Ledgers.Sources.Plan.RangeOf(shard).Count > 1 && next < decisions.Length && decisions[next++]
                ? [.. Leaves(shard.Lower), .. Leaves(shard.Upper)]
                : [shard];
        }
    }

    private static void AssertReasons(ImmutableArray<ShardResult> results, params string[] reasons)
    {
        var report = Ledgers.Report(results);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Equal(reasons, report.Reasons);
    }
}
