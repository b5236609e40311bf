using System.Collections.Concurrent;
using System.Collections.Immutable;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.ModelHosts;

/// <summary>The sessions of this silo. Each is loaded once, on a thread of its own, and lives until it is unloaded or the silo ends.</summary>
internal sealed partial class LoadedModels(ModelShelf shelf, IOptions<WorkerOptions> options, WorkInstruments measured, TimeProvider time, ILogger<LoadedModels> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ClassifierKey, Lazy<Task<Classifier>>> _classifiers = new();

    /// <summary>Digests of the models that are ready.</summary>
    public ImmutableArray<string> Digests => [.. Ready.Select(c => c.Key.Model.Digest).Distinct().Order(StringComparer.Ordinal)];

    private GraphWish Wish => new(options.Value.Graph is { } word ? GraphTargetNames.Find(word) : null, options.Value.BatchSize);

    private IEnumerable<Classifier> Ready => _classifiers.Values.Where(c => c is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }).Select(c => c.Value.Result);

    /// <summary>The classifier of a job, loaded when it is not yet.</summary>
    /// <exception cref="LedgerException">The model is not in the store, damaged, or ONNX Runtime refuses it.</exception>
    public async Task<Classifier> GetAsync(ClassifierKey key, CancellationToken cancellationToken = default)
    {
        var loading = _classifiers.GetOrAdd(key, k => new Lazy<Task<Classifier>>(() => LoadAsync(k)));
        try
        {
            return await loading.Value.WaitAsync(cancellationToken);
        }
        catch when (loading.Value.IsFaulted)
        {
            // The next shard tries again: the cause may have passed, and if not, the coordinator counts.
            _classifiers.TryRemove(KeyValuePair.Create(key, loading));
            throw;
        }
    }

    /// <summary>The classifier that was loaded last; null when there is none.</summary>
    public Classifier? Latest => Ready.MaxBy(c => c.LoadedAt);

    /// <summary>A ready classifier of a model; null when there is none.</summary>
    public Classifier? Find(string digest) => Ready.FirstOrDefault(c => c.Key.Model.Digest == digest);

    /// <summary>Frees every classifier of a model. Shards that still use one are handed back.</summary>
    public async Task UnloadAsync(string digest)
    {
        foreach (var key in _classifiers.Keys.Where(k => k.Model.Digest == digest))
        {
            await RemoveAsync(key);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var key in _classifiers.Keys)
        {
            await RemoveAsync(key);
        }
    }

    private async Task RemoveAsync(ClassifierKey key)
    {
        if (_classifiers.TryRemove(key, out var loaded) && loaded.IsValueCreated)
        {
            await loaded.Value.ContinueWith(t => t.IsCompletedSuccessfully ? t.Result.DisposeAsync().AsTask() : Task.CompletedTask, TaskScheduler.Default).Unwrap();
        }
    }

    private async Task<Classifier> LoadAsync(ClassifierKey key)
    {
        var card = await shelf.ReadCardAsync(key.Model);
        var weights = await shelf.ReadWeightsAsync(key.Model);
        try
        {
            card = key.Recipe is null ? card : card with { Recipe = Recipe.Parse(key.Recipe) };
            var variant = await FindVariantAsync(key.Model, card);

            // Optimising graphs and measuring them is up to seconds of CPU work: not for the pool.
            var loaded = await Task.Factory.StartNew(() => Open(key, weights, variant, card), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            (weights, variant) = ([], null);
            await Task.Factory.StartNew(LoadingMemory.GiveBack, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return loaded;
        }
        catch (Exception e) when (e is ModelLoadException or UnsupportedModelException or InvalidRecipeException or JpegCodecException)
        {
            throw new LedgerException($"Model {key.Model.Name} cannot be loaded: {e.Message}", e);
        }
    }

    /// <summary>The graph of a model that the options ask for, or else this processor.</summary>
    private async Task<LaidOutGraph?> FindVariantAsync(ModelRef model, Models.Cards.ModelCard card)
    {
        var target = Wish.Target ?? ProcessorTargets.Preferred;
        if (target == GraphTarget.Plain || card.Input.FixedBatch is not null)
        {
            return null;
        }

        var word = target.Word();
        if (await shelf.TryReadVariantAsync(model, word) is { } found)
        {
            return new LaidOutGraph(target, found.Digest, found.Onnx);
        }

        // A GhostNet has one when it was imported by a version that writes them, and an ARM64 one only where the plain graph can be improved on; others have none.
        if (card.Architecture is not null && target != GraphTarget.Arm64)
        {
            LogNoVariant(model.Name, word);
        }

        return null;
    }

    private Classifier Open(ClassifierKey key, byte[] weights, LaidOutGraph? variant, Models.Cards.ModelCard card)
    {
        var worker = options.Value;
        var chooser = new GraphChooser(worker.MeasurementFolder ?? GraphChooser.DefaultCacheFolder, HostFactsSource.Processor, ProcessorTargets.Preferred);
        var graph = chooser.Choose(card, weights, variant, Wish);
        foreach (var warning in graph.Warnings)
        {
            LogWarning(warning);
        }

        var pipeline = new PipelineOptions
        {
            Threads = worker.Threads,
            BatchSize = graph.BatchSize,

            // All that is fetched ahead: a job's samples wait for the room ahead of the threads, and no second time for room here.
            QueueCapacity = RoomAhead.MostPerThread * worker.Threads,
            Top = key.Top,
            Measured = measured.Inference(key.Model.Name),
        };
        var running = new InferencePipeline(graph.Session, pipeline, time, LogPriorityRefused);
        var classifier = new Classifier(key, graph, running, time.GetUtcNow());
        LogLoaded(key.Model.Name, classifier.Graph, graph.BatchSize, graph.Reason, pipeline.Threads, JpegCodecChoice.Name(running.Options.Jpeg!.Value), ResamplingKernel.Fastest.Name);
        return classifier;
    }
}
