using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

[assembly: AssemblyFixture(typeof(Workbench))]

namespace GhostNet.Distributed.EndToEnd.Tests.Runs;

/// <summary>What most tests begin with, made once: a small GhostNet, imported by the program itself, and folders of images in ten classes.</summary>
public sealed class Workbench : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A GhostNet 0.1× of 10 classes for 64 pixels, with its card.</summary>
    public string Model => _folder["model", "tiny.onnx"];

    /// <summary>10 classes of 3 small images each.</summary>
    public string FewImages => _folder["few"];

    /// <summary>10 classes of 40 photographs each: seconds of work for one thread.</summary>
    public string ManyImages => _folder["many"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["model"]);
        (await GhostNetProcess.RunAsync(
            _folder.Path, "models", "import", Repository.Fixture("checkpoints", "ghostnet-w010-c10.safetensors"), "--architecture", "ghostnet", "--input-size", "64", "--out", Model)).Expect(0);
        Fill(FewImages, ["gray.jpg", "420-odd.jpg", "palette.png"], copies: 1);
        Fill(ManyImages, ["422.jpg", "progressive.jpg", "png-named.JPEG", "420-landscape.jpg"], copies: 10);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Fill(string folder, string[] images, int copies)
    {
        foreach (var label in Enumerable.Range(0, 10))
        {
            var into = Directory.CreateDirectory(Path.Combine(folder, $"class-{label}")).FullName;
            foreach (var copy in Enumerable.Range(0, copies))
            {
                foreach (var image in images)
                {
                    File.Copy(Repository.Fixture("preprocess", image), Path.Combine(into, $"{copy}-{image}"));
                }
            }
        }
    }
}
