using System.Reflection;
using System.Text.Json;
using GhostNet.Distributed.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace GhostNet.Distributed.Abstractions.Tests.Wire;

public sealed class WireSerializationTests : IDisposable
{
    private static readonly ShardAttempt Attempt = new(new ShardId(3, 2, "arm64"), new AttemptNumber(2));

    private static readonly JobSpec Spec = new()
    {
        Id = JobId.Parse("a-job"),
        Kind = JobKind.Predict,
        Model = new("ghostnet", "d1"),
        Dataset = new("val", "d2", "/images"),
        Recipe = "{}",
        ShardSize = 9,
        TopK = 7,
        MaxFailedSamples = ErrorBudget.OfShare(0.25),
        Priority = -3,
        NodeSelector = NodeSelector.Parse("arch=arm64,pool=edge"),
        Canary = 64,
        SampleTimeLimit = TimeSpan.FromSeconds(2.5),
    };

    private static readonly object[] Values =
    [
        Spec,
        Spec.Id,
        Spec.Kind,
        Spec.Model,
        Spec.Dataset,
        ErrorBudget.OfCount(12),
        ErrorBudget.OfShare(0.25),
        JobState.Canceled,
        new JobStatus { Id = Spec.Id, State = JobState.Failed, Reason = "why", Samples = 9, Tally = new(1, 2, 3, 4), Shards = 5, AcceptedShards = 4, LeasedShards = 3, RecoveredShards = 2 },
        Samples.Host,
        new ModelHostStatus { Host = Samples.Host, ModelDigest = "d1", Loaded = true, LoadedAt = Samples.Result.Header.StartedAt },
        new HostStatus { Name = "node-1", State = HostState.Silent, SamplesPerSecond = 1.5, Waiting = "the store", Host = Samples.Host, Models = ["d1", "d2"], ShardsInWork = 2, Samples = 3, StartedAt = Samples.Result.Header.StartedAt },
        HostState.Leaving,
        NodeSelector.Parse("arch=arm64,pool=edge"),
        Samples.Result.Predictions[0],
        Samples.Result.Predictions[1],
        Samples.Result.Predictions[1].Failure!,
        FailureKind.InferenceError,
        Samples.Result.Predictions[0].Top[0],
        new Tally(1, 2, 3, 4),
        new ShardRange(4, 7),
        Attempt.Shard,
        Attempt.Attempt,
        Attempt,
        new ShardLease(Attempt.Shard, Attempt.Attempt, new ShardRange(4, 7)),
        new ShardReport(Attempt, new Tally(1, 2, 3, 4)),
        new ReturnedLease(Attempt, "why"),
        new JobBoard(4, [Spec.Id]),
        new ExchangeRequest { Host = "node-1", Accepted = [new(Attempt, new Tally(1, 2, 3, 4))], Held = [Attempt], Returned = [new(Attempt, null)], Silo = "127.0.0.1:11111@5", Sequence = 4, WantSamples = 3, SamplesPerSecond = 2.5, Labels = NodeSelector.Parse("arch=x64").Labels, Waiting = "the store" },
        new ExchangeReply
        {
            Spec = Spec,
            State = JobState.Running,
            Granted = [new(Attempt.Shard, Attempt.Attempt, new ShardRange(4, 7))],
            Lost = [Attempt],
            LeaseDuration = TimeSpan.FromSeconds(10),
            NextExchange = TimeSpan.FromSeconds(1),
            Refusal = "why",
        },
    ];

    private static readonly Exception Cause = new InvalidOperationException("cause");

    private static readonly GhostNetException[] Exceptions =
    [
        new("text"),
        new("text", Cause),
        new InvalidJobSpecException("text"),
        new JobConflictException("text"),
        new JobNotFoundException("text"),
        new JobCanceledException("text"),
        new JobFailedException("text"),
        new LedgerException("text"),
        new LedgerException("text", Cause),
        new LedgerUnavailableException("text"),
        new ClusterUnreachableException("text", Cause),
    ];

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public static TheoryData<int> ValueNumbers => [.. Enumerable.Range(0, Values.Length)];

    public static TheoryData<int> ExceptionNumbers => [.. Enumerable.Range(0, Exceptions.Length)];

    [Theory]
    [MemberData(nameof(ValueNumbers))]
    public void A_value_arrives_as_it_was_sent(int number)
    {
        var sent = Values[number];
        var arrived = Send(sent);
        Assert.IsType(sent.GetType(), arrived);
        Assert.Equal(JsonSerializer.Serialize(sent, sent.GetType()), JsonSerializer.Serialize(arrived, sent.GetType()));
    }

    [Theory]
    [MemberData(nameof(ExceptionNumbers))]
    public void An_exception_arrives_with_its_type_message_and_cause(int number)
    {
        var sent = Exceptions[number];
        var arrived = Assert.IsAssignableFrom<GhostNetException>(Send(sent));
        Assert.IsType(sent.GetType(), arrived);
        Assert.Equal((sent.Message, sent.IsTransient, sent.InnerException?.GetType(), sent.InnerException?.Message), (arrived.Message, arrived.IsTransient, arrived.InnerException?.GetType(), arrived.InnerException?.Message));
    }

    [Fact]
    public void Every_wire_type_is_tried_here()
    {
        var tried = Values.Concat(Exceptions).Select(v => v.GetType()).ToHashSet();
        var untried = WireContractTests.WireTypes().Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null).Except(tried);
        Assert.Empty(untried);
    }

    public void Dispose() => _services.Dispose();

    private object? Send(object value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<object>(serializer.SerializeToArray(value));
    }
}
