using System.Collections.Immutable;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Every parser of what arrives from outside.</summary>
internal static class AllTargets
{
    /// <summary>The targets of this machine by name; each made when it is wanted, since it owns buffers.</summary>
    public static ImmutableSortedDictionary<string, Func<FuzzTarget>> ByName { get; } = new Func<FuzzTarget>[]
    {
        () => new ZipCheckpointTarget(), () => new LegacyCheckpointTarget(), () => new SafeTensorsTarget(),
        () => new TarTarget(), () => new CsvLabelsTarget(), () => new SpacedLabelsTarget(), () => new GroundTruthTarget(), () => new ClassLinesTarget(), () => new ClassJsonTarget(),
        () => new ManifestHeaderTarget(), () => new ManifestPartTarget(), () => new ModelCardTarget(), () => new RecipeTarget(), () => new JobSpecTarget(), () => new JobPlanTarget(),
        () => new ResultTarget(), () => new CheckpointTarget(), () => new TrialTarget(), () => new ReportTarget(), () => new PredictionsTarget(), () => new ProfilesTarget(),
        () => new NodeSelectorTarget(), () => new ErrorBudgetTarget(), () => new LedgerNameTarget(), () => new BlobNameTarget(), () => new StoreLocationTarget(), () => new ClusterAddressTarget(),
        () => new ChoiceCacheTarget(), () => new FolderMarkerTarget(),
        () => new ImageHeaderTarget(), () => new SkiaJpegTarget(), () => new PngTarget(), () => new WebPTarget(), () => new GifTarget(), () => new BmpTarget(), () => new IcoTarget(),
    }.Concat(TurboJpegDecoder.IsAvailable ? [() => new TurboJpegTarget()] : []).ToImmutableSortedDictionary(make => NameOf(make), make => make, StringComparer.Ordinal);

    private static string NameOf(Func<FuzzTarget> make)
    {
        var target = make();
        using (target as IDisposable)
        {
            return target.Name;
        }
    }
}
