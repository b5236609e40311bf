using BenchmarkDotNet.Attributes;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>Encoded bytes to the model's input, by each library that decodes JPEG here.</summary>
public class DecodeBenchmark : IDisposable
{
    private readonly byte[][] _images = PixelImages.Read();
    private float[] _tensor = [];
    private Preprocessor? _preprocessor;

    /// <summary>The libraries of this machine.</summary>
    public static IEnumerable<JpegCodec> Codecs => TurboJpegDecoder.IsAvailable ? [JpegCodec.Skia, JpegCodec.TurboJpeg] : [JpegCodec.Skia];

    /// <summary>The library.</summary>
    [ParamsSource(nameof(Codecs))]
    public JpegCodec Codec { get; set; }

    /// <summary>Makes what a thread owns.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _preprocessor = new(Recipe.ImageNet, jpeg: Codec);
        _tensor = new float[_preprocessor.CropLength];
    }

    /// <summary>Frees it.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _preprocessor?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Decode, resize, crop, normalise.</summary>
    [Benchmark(OperationsPerInvoke = PixelImages.Count, Description = "decode + resize + normalise")]
    public void Preprocess()
    {
        foreach (var image in _images)
        {
            _ = _preprocessor!.Write(image, InputLayout.Nchw, _tensor);
        }
    }
}
