using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Resampling;

namespace GhostNet.Distributed.Inference.Preprocessing;

/// <summary>Decoding and the horizontal pass alternate strip by strip; this keeps their times apart.</summary>
internal sealed class TimedResampler(CropResampler resampler, TimeProvider time) : IPixelRows
{
    /// <summary>Time spent resizing since <see cref="Reset"/>.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>Forgets the last image's time.</summary>
    public void Reset() => Spent = TimeSpan.Zero;

    /// <inheritdoc cref="CropResampler.Begin"/>
    public RowRange Begin(int width, int height)
    {
        var started = time.GetTimestamp();
        var rows = resampler.Begin(width, height);
        Spent += time.GetElapsedTime(started);
        return rows;
    }

    /// <inheritdoc/>
    public void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx)
    {
        var started = time.GetTimestamp();
        resampler.Accept(firstRow, count, rgbx);
        Spent += time.GetElapsedTime(started);
    }

    /// <inheritdoc cref="CropResampler.Finish"/>
    public void Finish(Span<byte> rgb) => resampler.Finish(rgb);
}
