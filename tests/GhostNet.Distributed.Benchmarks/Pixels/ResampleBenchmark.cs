using BenchmarkDotNet.Attributes;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>Decoded pixels to the model's input, by each instruction set that this CPU has.</summary>
public class ResampleBenchmark : IDisposable
{
    private readonly DecodedImages _images = DecodedImages.Of(PixelImages.Read());
    private readonly byte[][] _numbers = [.. Enumerable.Range(0, PixelImages.Count).Select(i => new[] { (byte)i })];
    private float[] _tensor = [];
    private byte[] _crop = [];
    private Preprocessor? _preprocessor;

    /// <summary>The instruction sets.</summary>
    public static IEnumerable<string> Kernels => ResamplingKernel.Available.Select(kernel => kernel.Name);

    /// <summary>The instruction set.</summary>
    [ParamsSource(nameof(Kernels))]
    public string Kernel { get; set; } = "";

    /// <summary>Makes what a thread owns.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _preprocessor = new(Recipe.ImageNet, _images, ResamplingKernel.Available.Single(kernel => kernel.Name == Kernel));
        _tensor = new float[_preprocessor.CropLength];
        _crop = new byte[_preprocessor.CropLength];
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _preprocessor?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Resize and crop, to bytes.</summary>
    [Benchmark(OperationsPerInvoke = PixelImages.Count, Description = "resize")]
    public void Resize()
    {
        foreach (var number in _numbers)
        {
            _ = _preprocessor!.Crop(number, _crop);
        }
    }

    /// <summary>Resize, crop and normalise, to floats.</summary>
    [Benchmark(OperationsPerInvoke = PixelImages.Count, Description = "resize + normalise")]
    public void ResizeAndNormalise()
    {
        foreach (var number in _numbers)
        {
            _ = _preprocessor!.Write(number, InputLayout.Nchw, _tensor);
        }
    }
}
