using System.Text;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Tests.Ledger;

/// <summary>Names and contents of the ledger's blobs that only coordinators read and write; those of the others are in the tests of Abstractions. Another version has to find and read them.</summary>
public class LedgerContractTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly JobId Job = JobId.Parse("a-job");
    private static readonly ModelRef Model = new("ghostnet", Digest);

    [Fact]
    public void A_blob_has_the_name_that_it_always_had() => Assert.Equal(
        [
            "active/a-job",
            "jobs/a-job/job.json",
            "jobs/a-job/plan.json",
            "jobs/a-job/results/000007",
            "jobs/a-job/results/000007-3",
            "jobs/a-job/results/1234567",
            "jobs/a-job/canary/arm64/000007",
            "jobs/a-job/trials/000007-3.2",
            "jobs/a-job/checkpoints/000012000",
            "jobs/a-job/canceled",
            "jobs/a-job/report.json",
            "jobs/a-job/report.md",
            $"models/ghostnet/{Digest}/model.onnx",
            $"models/ghostnet/{Digest}/card.json",
            $"models/ghostnet/{Digest}/variants/arm64-{Digest}.onnx",
        ],
        new[]
        {
            LedgerNames.ActiveMarker(Job),
            LedgerNames.Spec(Job),
            LedgerNames.Plan(Job),
            LedgerNames.Result(Job, new ShardId(7)),
            LedgerNames.Result(Job, new ShardId(7, 3)),
            LedgerNames.Result(Job, new ShardId(1_234_567)),
            LedgerNames.Result(Job, new ShardId(7, 0, "arm64")),
            LedgerNames.Trial(Job, new ShardAttempt(new ShardId(7, 3), new AttemptNumber(2))),
            LedgerNames.Checkpoint(Job, 12_000),
            LedgerNames.CancellationMarker(Job),
            LedgerNames.Report(Job),
            LedgerNames.MarkdownReport(Job),
            LedgerNames.Model(Model),
            LedgerNames.Card(Model),
            LedgerNames.Variant(Model, "arm64", Digest),
        }.Select(name => name.Value));

    [Fact]
    public void A_checkpoint_is_written_as_it_always_was_and_may_say_more_later()
    {
        const string Contract = """{"schemaVersion":1,"tally":{"scored":9,"failed":1,"top1Correct":7,"top5Correct":8},"whole":[{"first":0,"last":2},{"first":5,"last":5}],"splits":["000003","000003-1"],"pieces":["000003-3","000003-4","000003-2"]}""";
        var checkpoint = Checkpoint.Of(new Tally(9, 1, 7, 8), [new(0), new(1), new(2), new(5), new(3, 2), new(3, 3), new(3, 4)], [new(3), new(3, 1)]);
        Assert.Equal(Contract, Encoding.UTF8.GetString(checkpoint.ToBytes()));
        Assert.Equal(Contract, Encoding.UTF8.GetString(Checkpoint.Parse(Encoding.UTF8.GetBytes(Contract)).ToBytes()));
        Assert.Equal(Contract, Encoding.UTF8.GetString(Checkpoint.Parse(Encoding.UTF8.GetBytes(WithMore(Contract))).ToBytes()));
    }

    [Fact]
    public void A_trial_is_written_as_it_always_was_and_may_say_more_later()
    {
        const string Contract = """{"silo":"127.0.0.1:11111@5","isAlone":true,"deaths":2,"loneDeaths":1}""";
        var attempt = new ShardAttempt(new ShardId(7, 3), new AttemptNumber(2));
        var trial = new Trial(attempt, "127.0.0.1:11111@5") { IsAlone = true, Deaths = 2, LoneDeaths = 1 };
        Assert.Equal(Contract, Encoding.UTF8.GetString(trial.ToBytes()));
        Assert.Equal(trial, Trial.Parse(attempt, Encoding.UTF8.GetBytes(Contract)));
        Assert.Equal(trial, Trial.Parse(attempt, Encoding.UTF8.GetBytes(WithMore(Contract))));
    }

    private static string WithMore(string json) => json.Replace("{\"", "{\"later\":[{\"than\":1}],\"", StringComparison.Ordinal);
}
