using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CsCheck;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Ledger;

public sealed class LedgerRecoveryTests : IDisposable
{
    private static readonly JobId Job = JobId.Parse("job");
    private static readonly Tally One = new(1, 0, 1, 1);
    private static readonly JobPlan Plan = JobPlan.Cut(4_500, 1);

    private readonly TemporaryFolder _folder = new();
    private readonly JobLedger _ledger;

    public LedgerRecoveryTests() => _ledger = new JobLedgers(new FolderBlobStore(_folder.Path)).Open(Job);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_checkpoint_everything_is_listed_and_read_once()
    {
        await AcceptAsync(new ShardId(7));
        await AcceptAsync(new ShardId(3));
        var recovered = await _ledger.RecoverAsync(Plan, Cancel);
        Assert.Null(recovered.Checkpoint);
        Assert.Equal([new AcceptedShard.Result(new ShardId(3), One), new AcceptedShard.Result(new ShardId(7), One)], recovered.Later);
    }

    [Fact]
    public async Task Of_what_a_checkpoint_has_nothing_is_listed_or_read_again()
    {
        // Shards 0 to 2,999 are in the checkpoint alone: their blobs are not even there.
        await WriteAsync(Enumerable.Range(0, 3_000).Select(i => new ShardId(i)));
        await AcceptAsync(new ShardId(3_500));
        await AcceptAsync(new ShardId(4_499));
        var recovered = await _ledger.RecoverAsync(Plan, Cancel);
        Assert.Equal(3_000, recovered.Checkpoint!.Accepted().Count());
        Assert.Equal([3_500, 4_499], recovered.Later.Select(later => later.Shard.Value));
        Assert.Equal(3, recovered.Listings);
    }

    [Fact]
    public async Task The_checkpoint_that_stands_for_most_is_the_one()
    {
        await WriteAsync([new ShardId(0)]);
        await WriteAsync(Enumerable.Range(0, 12).Select(i => new ShardId(i)));
        await WriteAsync([new ShardId(0), new ShardId(1)]);
        Assert.Equal(12, (await _ledger.RecoverAsync(Plan, Cancel)).Checkpoint!.Count);
    }

    [Fact]
    public async Task Pieces_that_came_after_the_checkpoint_are_found()
    {
        var plan = JobPlan.Cut(2_000, 2);
        await WriteAsync(Enumerable.Range(0, 999).Select(i => new ShardId(i)), [new ShardId(999)]);
        await AcceptAsync(new ShardId(999).Upper);
        Assert.Equal([new ShardId(999).Upper], (await _ledger.RecoverAsync(plan, Cancel)).Later.Select(later => later.Shard));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_told_by_its_name()
    {
        _folder.Write("jobs/job/checkpoints/000000005", "{");
        var e = await Assert.ThrowsAsync<LedgerException>(() => _ledger.RecoverAsync(Plan, Cancel));
        Assert.Contains("jobs/job/checkpoints/000000005", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[{"first":0,"last":2}],"pieces":[]}""")]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[{"first":0,"last":2}],"splits":[null],"pieces":[]}""")]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[{"first":0,"last":2},{"first":2,"last":3}],"splits":[],"pieces":[]}""")]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[{"first":0,"last":2147483647}],"splits":[],"pieces":[]}""")]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[],"whole":[{"first":0,"last":2}],"splits":[],"pieces":[]}""")]
    [InlineData("""{"schemaVersion":1,"tally":{"scored":1},"whole":[{"first":0,"last":2}],"splits":[],"pieces":[]}""")]
    public void A_checkpoint_that_lacks_something_or_names_a_shard_twice_is_refused(string json) => Assert.Throws<JsonException>(() => Checkpoint.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task A_checkpoint_of_more_shards_than_the_plan_has_is_refused_before_they_are_counted_one_by_one()
    {
        _folder.Write("jobs/job/checkpoints/000000005", """{"schemaVersion":1,"tally":{"scored":1,"failed":0,"top1Correct":1,"top5Correct":1},"whole":[{"first":0,"last":2000000000}],"splits":[],"pieces":[]}""");
        var e = await Assert.ThrowsAsync<LedgerException>(() => _ledger.RecoverAsync(Plan, Cancel));
        Assert.Contains("names shards that its plan does not have", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"silo":null,"isAlone":true,"deaths":1,"loneDeaths":0}""")]
    [InlineData("""{"silo":"a","silo":"b","isAlone":true,"deaths":1,"loneDeaths":0}""")]
    public void A_trial_that_does_not_name_one_silo_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Trial.Parse(new ShardAttempt(new ShardId(0), new AttemptNumber(1)), Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_checkpoint_has_what_it_was_made_of() =>
        Gen.Select(Gen.Int[0, 40].HashSet[0, 30], Gen.Int[1, 20].HashSet[0, 8]).Sample((whole, pieces) =>
        {
            ShardId[] accepted = [.. whole.Select(i => new ShardId(i)), .. pieces.Select(piece => new ShardId(50, piece))];
            ShardId[] splits = [new ShardId(50), new ShardId(50, 3)];
            var read = Checkpoint.Parse(Checkpoint.Of(One, accepted, splits).ToBytes());
            return read.Accepted().ToHashSet().SetEquals(accepted) && read.SplitShards().SequenceEqual(splits) && read.Count == accepted.Length + splits.Length && read.Tally == One;
        });

    [Fact]
    public void Shards_and_pieces_are_ordered_by_their_first_sample()
    {
        var plan = JobPlan.Cut(100, 32);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6]).Array[2, 20].Sample(ids =>
        {
            var shards = ids.Select(id => new ShardId(id.Item1, id.Item1 == 3 ? 0 : id.Item2)).Order(ManifestOrder.Instance).Select(shard => plan.RangeOf(shard)).ToList();
            return shards.Zip(shards.Skip(1)).All(pair => pair.First.Start < pair.Second.Start || (pair.First.Start == pair.Second.Start && pair.First.Count >= pair.Second.Count));
        });
    }

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(IEnumerable<ShardId> accepted, ImmutableArray<ShardId>? splits = null) =>
        Assert.True(await _ledger.TryCreateCheckpointAsync(Checkpoint.Of(One, accepted, splits ?? []), Cancel));

    private async Task AcceptAsync(ShardId shard) => Assert.True(await _ledger.TryAcceptAsync(Ledgers.Result(Job, shard, "a.jpg"), Cancel));
}
