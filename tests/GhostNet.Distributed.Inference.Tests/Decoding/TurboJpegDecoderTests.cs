using CsCheck;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>libturbojpeg held against Skia: the same pixels, and of damaged files the same faults.</summary>
public sealed class TurboJpegDecoderTests : IDisposable
{
    private readonly SkiaDecoder _skia = new();
    private readonly TurboJpegDecoder _turbo;

    public TurboJpegDecoderTests()
    {
        NativeCodec.RequireTurboJpeg();
        _turbo = new();
    }

    [Fact]
    public void Experiment()
    {
        var rnd = new Random(1);
        var files = PreprocessFixture.All.Where(f => f.File.EndsWith(".jpg") && f.Width * f.Height < 300000).ToArray();
        var n = int.Parse(Environment.GetEnvironmentVariable("N") ?? "2000");
        int both = 0, fault = 0, differ = 0, faultdiffer = 0;
        var lines = new List<string>();
        for (var i = 0; i < n; i++)
        {
            var f = files[rnd.Next(files.Length)];
            var bytes = f.Bytes;
            var kinds = rnd.Next(4);
            var at = rnd.Next(2) == 0 ? rnd.Next(bytes.Length) : rnd.Next(Math.Min(bytes.Length, 700));
            switch (kinds)
            {
                case 0: bytes[at] = (byte)rnd.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << rnd.Next(8)); break;
                case 2: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + rnd.Next(1, 50))..]]; break;
                case 3: bytes.AsSpan(at, Math.Min(bytes.Length - at, rnd.Next(1, 50))).Fill((byte)rnd.Next(256)); break;
            }

            var (a, fa) = Decode(_skia, bytes);
            var (b, fb) = Decode(_turbo, bytes);
            if (fa != fb) { faultdiffer++; lines.Add($"FAULT {f.File} {kinds} {at}: {fa} / {fb}"); }
            else if (fa is not null) fault++;
            else if (a.Rgb.AsSpan().SequenceEqual(b.Rgb)) both++;
            else { differ++; lines.Add($"PIXELS {f.File} {kinds} {at} of {bytes.Length}: {a.Rgb.Zip(b.Rgb).Count(p => p.First != p.Second)} bytes differ"); }
        }
        File.WriteAllLines("/tmp/tj/out.txt", [$"same {both} fault {fault} differ {differ} faultdiffer {faultdiffer}", .. lines]);
    }

    public void Dispose()
    {
        _skia.Dispose();
        _turbo.Dispose();
    }

    private static (CollectedRows Rows, ImageFault? Fault) Decode(IImageDecoder decoder, byte[] bytes, RowRange? wanted = null)
    {
        var rows = new CollectedRows();
        if (!decoder.TryOpen(bytes, out var image, out var fault))
        {
            return (rows, fault);
        }

        using (image)
        {
            return (rows, image.Decode(wanted ?? new(0, image.Header.Height), rows));
        }
    }
}
