using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>A folder with real images, and a ledger that holds their manifest and a real model: all that a job needs but a cluster.</summary>
internal sealed class Workbench : IDisposable
{
    public const int Images = 19;
    private static readonly DatasetName Dataset = DatasetName.Parse("fixtures");

    private readonly TemporaryFolder _folder = new();
    private DatasetRef? _dataset;
    private ModelRef? _model;

    private Workbench()
    {
    }

    /// <summary>The ledger's store, opened anew as another process would.</summary>
    public IBlobStore Store => new FolderBlobStore(_folder["ledger"]);

    public JobLedgers Ledgers => new(Store);

    public string ImageFolder => _folder["images"];

    public string LedgerFolder => _folder["ledger"];

    /// <summary>All fixture images, in three class folders.</summary>
    public static async Task<Workbench> CreateAsync(Action<Workbench>? change = null)
    {
        var bench = new Workbench();
        var files = Directory.EnumerateFiles(Repository.Fixture("preprocess")).Where(IsImage).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Images, files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            bench._folder.Write($"images/class-{i % 3}/{Path.GetFileName(files[i])}", await File.ReadAllBytesAsync(files[i]));
        }

        change?.Invoke(bench);
        var samples = Directory.EnumerateFiles(bench.ImageFolder, "*", SearchOption.AllDirectories).Select(bench.SampleOf);
        await bench.IndexAsync(samples);
        bench._model = await new ModelShelf(bench.Ledgers).PublishAsync(new MemoryStream(TinyModel.Onnx), TinyModel.Card);
        return bench;
    }

    public JobSpec Spec(string id = "job", int shardSize = 3) => new()
    {
        Id = JobId.Parse(id),
        Model = _model!,
        Dataset = _dataset!,
        ShardSize = shardSize,
    };

    public JobLedger Ledger(string id = "job") => Ledgers.Open(JobId.Parse(id));

    public void WriteImage(string name, string content) => _folder.Write($"images/{name}", content);

    /// <summary>The file of a blob, for damage that the store itself would refuse.</summary>
    public string BlobFile(string name) => _folder[["ledger", .. name.Split('/')]];

    /// <summary>When each result blob was written, by name: a shard that is done again would show here, were the ledger not proof against it.</summary>
    public IReadOnlyDictionary<string, DateTime> ResultTimes(string id = "job") =>
        Directory.EnumerateFiles(BlobFile($"jobs/{id}/results")).ToDictionary(f => Path.GetFileName(f), File.GetLastWriteTimeUtc);

    public IReadOnlyList<string> Blobs(string prefix) =>
        Directory.Exists(BlobFile(prefix)) ? [.. Directory.EnumerateFiles(BlobFile(prefix), "*", SearchOption.AllDirectories)] : [];

    public void Dispose() => _folder.Dispose();

    private static bool IsImage(string file) => !file.EndsWith(".224.png", StringComparison.Ordinal) && !file.EndsWith(".json", StringComparison.Ordinal);

    private ManifestSample SampleOf(string file)
    {
        var name = Path.GetRelativePath(ImageFolder, file).Replace(Path.DirectorySeparatorChar, '/');
        int? label = name.StartsWith("class-", StringComparison.Ordinal) ? name["class-".Length] - '0' : null;
        return new ManifestSample(name, label, new FileInfo(file).Length);
    }

    private async Task IndexAsync(IEnumerable<ManifestSample> samples)
    {
        var header = await ManifestWriter.WriteAsync(Store, Dataset, samples, TinyModel.Classes);
        _dataset = new DatasetRef(header.Name, header.Digest, ImageFolder);
    }
}
