using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>
/// Loads the graph of a model that is fastest here, and finds how many images a run should have: the one for the instruction set, unless a short measurement says otherwise. A graph is used only
/// if it answers a test image as the plain one does.
/// </summary>
/// <param name="cacheFolder">Where measurements are kept.</param>
/// <param name="processor">The processor's model name; another one is measured anew.</param>
/// <param name="preferred">The target that the instruction set asks for; see <see cref="ProcessorTargets.Preferred"/>.</param>
public sealed class GraphChooser(string cacheFolder, string processor, GraphTarget preferred)
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(500);

    private readonly ChoiceCache _cache = new(cacheFolder);

    /// <summary>Processor time of the calling thread.</summary>
    internal Func<TimeSpan> Clock { get; init; } = ThreadClock.Now;

    /// <summary>
    /// Where measurements are kept by default: <c>ghostnet/graphs</c> in <c>$XDG_CACHE_HOME</c>, in <c>~/.cache</c> without it.
    /// </summary>
    public static string DefaultCacheFolder
    {
        get
        {
            var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!Path.IsPathFullyQualified(caches ?? ""))
            {
                caches = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache") : Path.GetTempPath();
            }

            return Path.Combine(caches!, "ghostnet", "graphs");
        }
    }

    /// <summary>Loads a model. Takes up to about a second of this thread; not for the thread pool.</summary>
    /// <param name="card">The model's card, with the recipe that is wanted.</param>
    /// <param name="plain">The plain graph's bytes.</param>
    /// <param name="variant">The graph for a target; null when there is none that fits.</param>
    /// <param name="wish">What the operator has decided.</param>
    /// <exception cref="ModelLoadException">The plain graph cannot be loaded.</exception>
    /// <exception cref="UnsupportedModelException">The plain graph is not what its card says, or is no classifier.</exception>
    public ChosenGraph Choose(ModelCard card, ReadOnlyMemory<byte> plain, LaidOutGraph? variant, GraphWish wish)
    {
        ArgumentNullException.ThrowIfNull(card);
        List<string> warnings = [];
        if (card.Input.FixedBatch is { } only)
        {
            // Only graphs from elsewhere have one; there is nothing to choose.
            return new(ModelSession.Load(plain, card), GraphTarget.Plain, only, "the graph's batch is fixed", []);
        }

        var candidate = wish.Target is null || wish.Target == variant?.Target ? variant : null;
        if (wish.Target is { } wanted and not GraphTarget.Plain && candidate is null)
        {
            warnings.Add($"Model {card.Name} has no graph for {wanted.Word()}; the plain one is used.");
            wish = wish with { Target = GraphTarget.Plain };
        }

        OnnxEnvironment.Require();
        var key = new ChoiceKey(card.Digest, candidate?.Digest ?? "", card.Recipe.Crop, processor, OrtEnv.Instance().GetVersionString());
        return (_cache.TryRead(key) is { } known ? FromCache(card, plain, candidate, wish, known) : null) ?? Measure(card, plain, candidate, wish, key, warnings);
    }

    /// <summary>The choice that an earlier measurement makes; null when the graph does not answer as it did then.</summary>
    private ChosenGraph? FromCache(ModelCard card, ReadOnlyMemory<byte> plain, LaidOutGraph? candidate, GraphWish wish, MeasuredModel known)
    {
        var decision = Decide(known.Timings, candidate, wish);
        if (decision.Target == GraphTarget.Plain)
        {
            return Chosen(ModelSession.Load(plain, card), decision, []);
        }

        ModelSession session;
        try
        {
            session = ModelSession.Load(candidate!.Onnx, card);
        }
        catch (Exception e) when (e is ModelLoadException or UnsupportedModelException)
        {
            return null;
        }

        try
        {
            if (GraphCheck.Difference(known.PlainScores, Answer(session)) is null)
            {
                return Chosen(session, decision, []);
            }
        }
        catch (InferenceFailedException)
        {
            // Measuring again will say what is wrong with it.
        }

        session.Dispose();
        return null;
    }

    private ChosenGraph Measure(ModelCard card, ReadOnlyMemory<byte> plain, LaidOutGraph? candidate, GraphWish wish, ChoiceKey key, List<string> warnings)
    {
        List<(GraphTarget Target, ModelSession Session)> loaded = [(GraphTarget.Plain, ModelSession.Load(plain, card))];
        GraphDecision decision;
        try
        {
            var answer = Answer(loaded[0].Session);
            if (candidate is not null && LoadChecked(card, candidate, answer, warnings) is { } session)
            {
                loaded.Add((candidate.Target, session));
            }

            var available = loaded.Count > 1 ? candidate : null;
            var isDecided = wish is { Target: not null, Batch: not null };
            var timings = isDecided ? [] : Time(loaded, graphs => GraphMeasurement.Compare(graphs, Clock));
            if (timings.Count > 0)
            {
                // The other one need not be in memory for what follows, and large batches take much of it.
                var better = Decide(timings, available, wish).Target;
                foreach (var other in loaded.Where(graph => graph.Target != better).ToList())
                {
                    other.Session.Dispose();
                    loaded.Remove(other);
                }

                timings.AddRange(Time(loaded, graphs => GraphMeasurement.FindBatch(graphs[0], Clock, Budget)));
            }

            if (timings.Count > 0 && available == candidate && _cache.TryWrite(key, new MeasuredModel(timings, answer)) is { } fault)
            {
                warnings.Add($"The measurement of model {card.Name} could not be kept, and will be made again: {fault}");
            }

            decision = Decide(timings, available, wish);
        }
        finally
        {
            loaded.ForEach(graph => graph.Session.Dispose());
        }

        // Loaded again: a session keeps the memory of the largest batch that it ever ran.
        return Chosen(ModelSession.Load(decision.Target == GraphTarget.Plain ? plain : candidate!.Onnx, card), decision, warnings);
    }

    private static ModelSession? LoadChecked(ModelCard card, LaidOutGraph candidate, float[] answer, List<string> warnings)
    {
        ModelSession? session = null;
        string? fault;
        try
        {
            session = ModelSession.Load(candidate.Onnx, card);
            fault = GraphCheck.Difference(answer, Answer(session));
        }
        catch (Exception e) when (e is ModelLoadException or UnsupportedModelException or InferenceFailedException)
        {
            fault = e.Message.TrimEnd('.');
        }

        if (fault is null)
        {
            return session;
        }

        session?.Dispose();
        warnings.Add($"The graph of model {card.Name} for {candidate.Target.Word()} is not used, the plain one is: {fault}.");
        return null;
    }

    private static List<GraphTiming> Time(List<(GraphTarget Target, ModelSession Session)> loaded, Func<List<(GraphTarget Target, Action<int> Run)>, List<GraphTiming>> measure)
    {
        var batches = loaded.ConvertAll(graph => Filled(graph.Session, GraphMeasurement.BatchSizes.Max()));
        try
        {
            return measure([.. loaded.Zip(batches, (graph, batch) => (graph.Target, (Action<int>)batch.Run))]);
        }
        catch (InferenceFailedException)
        {
            // A graph may fail on noise, or on a batch of a size that it was not made for. Then there is no measurement, and images will show.
            return [];
        }
        finally
        {
            batches.ForEach(batch => batch.Dispose());
        }
    }

    private GraphDecision Decide(IReadOnlyList<GraphTiming> timings, LaidOutGraph? candidate, GraphWish wish) => GraphDecision.Of(
        timings,
        candidate?.Target == preferred ? preferred : GraphTarget.Plain,
        candidate is null && wish.Target is not null ? wish with { Target = GraphTarget.Plain } : wish);

    private static ChosenGraph Chosen(ModelSession session, GraphDecision decision, List<string> warnings) => new(session, decision.Target, decision.Batch, decision.Reason, [.. warnings]);

    private static float[] Answer(ModelSession session)
    {
        using var batch = Filled(session, 1);
        batch.Run(1);
        return batch.Scores(0).ToArray();
    }

    private static InferenceBatch Filled(ModelSession session, int capacity)
    {
        var batch = session.CreateBatch(capacity);
        TestImages.Fill(batch, session.Card.Input.Element == InputElement.Float32);
        return batch;
    }
}
