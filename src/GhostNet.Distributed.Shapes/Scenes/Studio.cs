using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Formats;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>Makes one image file after another on the same canvas; one studio a thread.</summary>
internal sealed class Studio
{
    private readonly Canvas _canvas = new();
    private readonly Film _film = new();

    /// <summary>Draws a scene with a subject of the kind and encodes it. The bytes depend on the random stream and the kind alone.</summary>
    public byte[] Make(SplitMix64 random, Kind kind)
    {
        var format = PhotoFormat.Draw(random);
        _canvas.Start(format.Width, format.Height);
        var palette = new Palette(random);
        Backdrop.Draw(_canvas, random, palette);
        Clutter.DrawBehind(_canvas, random, palette);
        var pose = Subject.Draw(_canvas, random, palette, kind);
        Clutter.DrawInFront(_canvas, random, palette, pose);
        var pixels = _film.Expose(_canvas, random, format.IsGray);
        return format.IsPng ? PngEncoder.Encode(pixels, format) : JpegEncoder.Encode(pixels, format);
    }
}
