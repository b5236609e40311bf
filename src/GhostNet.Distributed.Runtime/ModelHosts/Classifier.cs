using System.Collections.Immutable;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Runtime.ModelHosts;

/// <summary>What makes two jobs share a session: the model, the recipe (canonical JSON; null for the card's own) and how many classes are kept.</summary>
internal readonly record struct ClassifierKey(ModelRef Model, string? Recipe, int Top)
{
    // Top-5 accuracy is counted however few classes a job keeps.
    private const int AccuracyDepth = 5;

    /// <summary>The classifier that a job needs.</summary>
    public static ClassifierKey Of(ModelRef model, string? recipe, int topK) => new(model, recipe, Math.Max(AccuracyDepth, topK));
}

/// <summary>One loaded model with its recipe and its threads: encoded image in, prediction or failure out.</summary>
internal sealed class Classifier(ClassifierKey key, ChosenGraph graph, InferencePipeline pipeline, DateTimeOffset loadedAt) : IAsyncDisposable
{
    /// <summary>What it was loaded for.</summary>
    public ClassifierKey Key => key;

    /// <summary>When it became ready, UTC.</summary>
    public DateTimeOffset LoadedAt => loadedAt;

    /// <summary>Images of one inference call, at most.</summary>
    public int BatchSize => pipeline.Options.BatchSize;

    /// <summary>How long its threads had no sample, of whatever job.</summary>
    public DryClock Dry => pipeline.Dry;

    /// <summary>What its graph is laid out for.</summary>
    public string Graph { get; } = graph.Target.Word();

    /// <summary>Hands over one image to be classified.</summary>
    /// <inheritdoc cref="InferencePipeline.SubmitAsync(ReadOnlyMemory{byte}, IOutcomeReceiver, long, TimeSpan?, CancellationToken)"/>
    public ValueTask SubmitAsync(ReadOnlyMemory<byte> encoded, IOutcomeReceiver receiver, long tag, TimeSpan? limit, CancellationToken cancellation) =>
        pipeline.SubmitAsync(encoded, receiver, tag, limit, cancellation);

    /// <inheritdoc cref="InferencePipeline.Defer"/>
    public void Defer(IThreadPoolWorkItem work) => pipeline.Defer(work);

    /// <summary>What became of an image, compared with its label.</summary>
    /// <param name="sample">The sample's path, and its label if it has one.</param>
    /// <param name="outcome">What its receiver was told.</param>
    /// <param name="topK">Classes to keep.</param>
    public static (Prediction Prediction, StageTimes Stages) Judge((string Path, int? Label) sample, SampleOutcome outcome, int topK)
    {
        var stages = new StageTimes(0, outcome.Timings.DecodeMicroseconds, outcome.Timings.ResizeMicroseconds, outcome.Timings.InferMicroseconds);
        return outcome.IsPredicted
            ? (Predicted(sample, outcome.Prediction.Top, outcome.Timings.LatencyMicroseconds, topK), stages)
            : (new Prediction { Sample = sample.Path, Label = sample.Label, Failure = new Failure(KindOf(outcome.Fault.Kind), $"{sample.Path}: {outcome.Fault.Detail}") }, stages);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await pipeline.DisposeAsync();
        if (!pipeline.HasStuckThreads)
        {
            graph.Session.Dispose();
        }

        // Else it is left to the garbage collector: freeing a session under a thread that is stuck in it would end the process.
    }

    private static Prediction Predicted((string Path, int? Label) sample, ImmutableArray<Inference.Ranking.ScoredClass> ranked, long latency, int topK)
    {
        var rank = sample.Label is { } label ? ranked.Select(c => c.Class).Take(5).ToList().IndexOf(label) : -1;
        return new Prediction
        {
            Sample = sample.Path,
            Label = sample.Label,
            Top = [.. ranked.Take(topK).Select(c => new ScoredClass(c.Class, c.Score, (float)c.Probability))],
            LabelRank = rank < 0 ? null : rank,
            LatencyMicroseconds = latency,
        };
    }

    private static FailureKind KindOf(ImageFaultKind kind) => kind switch
    {
        ImageFaultKind.Empty => FailureKind.Empty,
        ImageFaultKind.NotAnImage => FailureKind.NotAnImage,
        ImageFaultKind.Truncated => FailureKind.Truncated,
        ImageFaultKind.Damaged => FailureKind.Damaged,
        ImageFaultKind.TooLarge => FailureKind.TooLarge,
        ImageFaultKind.NonFiniteOutput => FailureKind.NonFiniteOutput,
        ImageFaultKind.TimedOut => FailureKind.TimedOut,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind of image fault needs a kind of failure."),
    };
}
