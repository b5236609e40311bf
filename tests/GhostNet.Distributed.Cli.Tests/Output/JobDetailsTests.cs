using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Tests.Output;

public sealed class JobDetailsTests
{
    private static readonly JobSpec Spec = new()
    {
        Id = JobId.Parse("val"),
        Model = new ModelRef("ghostnet", new string('a', 64)),
        Dataset = new DatasetRef("val", new string('b', 64), "azure:data/val"),
        Priority = 7,
        NodeSelector = NodeSelector.Parse("pool=edge,arch=arm64"),
        Canary = 1_024,
        SampleTimeLimit = TimeSpan.FromSeconds(2.5),
        MaxFailedSamples = ErrorBudget.OfCount(3),
    };

    private static readonly JobStatus Status = new()
    {
        Id = Spec.Id,
        State = JobState.Pending,
        Reason = "waits for a node with arch=arm64,pool=edge",
        Samples = 50_000,
        Tally = new Tally(11_990, 10, 8_000, 10_000),
        Shards = 100,
        AcceptedShards = 24,
        LeasedShards = 0,
        RecoveredShards = 12,
    };

    [Fact]
    public void Everything_of_a_job_is_told()
    {
        using var german = new UnderCulture("de-DE");
        var text = Show(Status);
        foreach (var line in new[]
        {
            "Pending: accepted, and no shard has been begun",
            "waits for a node with arch=arm64,pool=edge",
            "12,000 of 50,000 (24.0 %), 10 failed",
            "66.72 % of 11,990 scored",
            "24 of 100 accepted, 0 in work, 12 recovered from the ledger",
            "ghostnet (aaaaaaaaaaaa)",
            "val@bbbbbbbbbbbb in azure:data/val",
            "7",
            "arch=arm64,pool=edge",
            "1,024 images on every architecture",
            "2.5 s",
        })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(JobState.Running, 24, 0, "Running: no worker holds a shard at the moment")]
    [InlineData(JobState.Running, 24, 3, "Running: workers are at it")]
    [InlineData(JobState.Running, 100, 0, "Running: every shard is accepted, and the report is being made")]
    [InlineData(JobState.Succeeded, 100, 0, "Succeeded: every image is accounted for")]
    [InlineData(JobState.Failed, 24, 0, "Failed: it cannot be finished")]
    [InlineData(JobState.Canceled, 24, 0, "Canceled: canceled for good")]
    public void A_state_is_told_in_words(JobState state, int accepted, int leased, string words) =>
        Assert.Contains(words, Show(Status with { State = state, AcceptedShards = accepted, LeasedShards = leased }), StringComparison.Ordinal);

    [Fact]
    public void Json_has_the_spec_as_the_ledger_has_it()
    {
        var answer = JsonDocument.Parse(JsonSerializer.Serialize(JobAnswer.Of(Status, Spec), AnswerJson.Format.JobAnswer)).RootElement;
        Assert.Equal(Spec.ToJson(), JobSpec.Parse(System.Text.Encoding.UTF8.GetBytes(answer.GetProperty("spec").GetRawText())).ToJson());
        Assert.Equal("Pending", answer.GetProperty("state").GetString());
    }

    [Fact]
    public void Json_of_many_jobs_has_no_specs() => Assert.DoesNotContain("spec", JsonSerializer.Serialize(JobAnswer.Of(Status), AnswerJson.Line.JobAnswer), StringComparison.Ordinal);

    private static string Show(JobStatus status)
    {
        using var terminal = new TestTerminal();
        JobDetails.Write(status, Spec, terminal.Terminal.Answer);
        return terminal.Answer;
    }
}
