using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using GhostNet.Distributed.Cli.Embedded;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Shapes;

namespace GhostNet.Distributed.Cli.Diagnosis;

/// <summary>What was found of one part: whether it works, and how one can tell.</summary>
internal sealed record Finding(string Part, bool Works, string Detail);

/// <summary>Tries each part for real, in a temporary folder that is gone afterwards.</summary>
internal static class Checkup
{
    private const int InputSize = 64;

    /// <summary>One finding a part; a part that fails does not keep the others from being tried.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ghostnet-doctor-").FullName;
        try
        {
            return
            [
                await TryAsync("machine", () => Task.FromResult(Machine())),
                await TryAsync("image codecs", () => Task.FromResult(Codecs())),
                await TryAsync("ONNX Runtime", () => InferAsync(folder, cancellationToken)),
                await TryAsync("folder store", () => CreateTwiceAsync(folder, cancellationToken)),
                await TryAsync("Orleans silo", () => StartSiloAsync(folder, cancellationToken)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One finding a part of a cluster: whether it answers, its workers and their releases, and its ledger where one is known.</summary>
    /// <param name="connect">Connects to the cluster; null where only a ledger is known.</param>
    /// <param name="ledger">The ledger's location; null where it is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(Func<Task<RemoteCluster>>? connect, string? ledger, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (connect is not null)
        {
            IReadOnlyList<HostStatus> hosts = [];
            findings.Add(await TryAsync("cluster", async () =>
            {
                await using var cluster = await connect();
                hosts = await cluster.Client.ListHostsAsync(cancellationToken);
                return $"{hosts.Count} {(hosts.Count == 1 ? "member answers" : "members answer")}: {string.Join(", ", hosts.Select(host => host.Name))}";
            }));
            if (findings[^1].Works)
            {
                findings.Add(Workers(hosts));
                findings.Add(Releases(hosts));
            }
        }

        if (ledger is not null)
        {
            findings.Add(await TryAsync("ledger", () => ReadLedgerAsync(ledger, cancellationToken)));
        }

        return findings;
    }

    private static Finding Workers(IReadOnlyList<HostStatus> hosts)
    {
        string[] lost = [.. hosts.Where(host => host.State == HostState.Silent).Select(host => $"{host.Name} does not answer")];
        string[] waiting = [.. hosts.Where(host => host.Waiting is not null).Select(host => $"{host.Name} waits: {host.Waiting}")];
        var active = hosts.Count(host => host.State == HostState.Active);
        return new Finding("workers", active > 0 && lost.Length + waiting.Length == 0, string.Join("; ", [$"{active} active", .. lost, .. waiting]));
    }

    /// <summary>Several releases at once are right while a cluster is being upgraded, and worth knowing at any other time.</summary>
    private static Finding Releases(IReadOnlyList<HostStatus> hosts)
    {
        string[] releases = [.. hosts.Select(host => host.Host?.Product).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var mine = typeof(Checkup).Assembly.GetName().Version?.ToString(3);
        return new Finding("releases", releases.Length <= 1, $"workers {(releases.Length == 0 ? "unknown" : string.Join(", ", releases))}{(releases.Length > 1 ? " (more than one: an upgrade under way?)" : "")}; this command {mine}");
    }

    private static async Task<string> ReadLedgerAsync(string location, CancellationToken cancellationToken)
    {
        var store = GivenStore.OpenExisting(location, "the ledger");
        var jobs = await new JobLedgers(store).ListAsync(cancellationToken).CountAsync(cancellationToken);
        return $"{store.Description} can be read and has {jobs} {(jobs == 1 ? "job" : "jobs")}";
    }

    private static async Task<Finding> TryAsync(string part, Func<Task<string>> attempt)
    {
        try
        {
            return new Finding(part, true, await attempt());
        }
#pragma warning disable CA1031 // Whatever keeps a part from working is the answer here.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new Finding(part, false, Faults.Explain(e)?.Message ?? $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string Machine()
    {
        var vectors = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        return $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {vectors}-bit vectors, {RuntimeInformation.FrameworkDescription}";
    }

    private static string Codecs()
    {
        var jpeg = JpegCodecChoice.ForThisProcess();
        using var preprocessor = new Preprocessor(Recipe.ImageNet, jpeg: jpeg);
        var image = ShapesDataset.Validation.Draw(0);
        var fault = preprocessor.Crop(image.Content.AsMemory(), new byte[preprocessor.CropLength]);
        return fault is null ? $"a JPEG of {image.Content.Length} bytes was written, decoded by {JpegCodecChoice.Name(jpeg)} and cropped with {ResamplingKernel.Fastest.Name}" : throw new InvalidOperationException(fault.ToString());
    }

    private static async Task<string> InferAsync(string folder, CancellationToken cancellationToken)
    {
        var specification = GhostNetSpecification.Create(width: 0.1, classes: 10);
        var import = new ModelImport { Specification = specification, Weights = RandomWeights.For(specification, seed: 1), Name = "doctor", InputSize = InputSize };
        var written = import.WriteTo(Path.Combine(folder, "doctor.onnx"));
        using var session = ModelSession.Load(written.ModelPath, written.Card);
        await using var pipeline = new InferencePipeline(session, new PipelineOptions { Threads = 1 });
        var outcome = await pipeline.ClassifyAsync(ShapesDataset.Validation.Draw(0).Content.AsMemory(), cancellationToken);
        return outcome.IsPredicted
            ? $"{Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString()}; a GhostNet 0.1× was generated, loaded and run"
            : throw new InvalidOperationException(outcome.Fault.ToString());
    }

    private static async Task<string> CreateTwiceAsync(string folder, CancellationToken cancellationToken)
    {
        var store = new FolderBlobStore(Path.Combine(folder, "store"));
        var name = BlobName.Parse("doctor/blob");
        var first = await store.TryCreateAsync(name, Encoding.UTF8.GetBytes("first"), cancellationToken);
        var second = await store.TryCreateAsync(name, Encoding.UTF8.GetBytes("second"), cancellationToken);
        return first && !second ? $"atomic create works in {Path.GetTempPath()}" : throw new InvalidOperationException($"two creates of one blob returned {first} and {second}; expected True and False");
    }

    private static async Task<string> StartSiloAsync(string folder, CancellationToken cancellationToken)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(new FolderBlobStore(Path.Combine(folder, "ledger")), _ => { }, cancellationToken);
        var hosts = await cluster.Client.ListHostsAsync(cancellationToken);
        return hosts.Count == 1 ? $"started and answered as {hosts[0].Name}" : throw new InvalidOperationException($"{hosts.Count} hosts answered; expected 1");
    }
}
