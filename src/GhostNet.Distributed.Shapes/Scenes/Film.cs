using GhostNet.Distributed.Shapes.Drawing;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>Turns a drawing into the bytes of a photograph: uneven light, a darker rim, grain.</summary>
internal sealed class Film
{
    // Long enough that the eye sees no repetition, when every row starts elsewhere.
    private const int GrainLength = 1 << 13;

    private readonly float[] _grain = new float[GrainLength];

    /// <summary>A film with its own grain.</summary>
    public Film()
    {
        var random = new SplitMix64(0, 0);
        for (var i = 0; i < GrainLength; i++)
        {
            // The sum of three is close enough to a normal distribution.
            _grain[i] = random.Between(-0.5f, 0.5f) + random.Between(-0.5f, 0.5f) + random.Between(-0.5f, 0.5f);
        }
    }

    /// <summary>Exposes the canvas: RGBX of 4 bytes a pixel, or 1 byte of luma for a grey image.</summary>
    public byte[] Expose(Canvas canvas, SplitMix64 random, bool gray)
    {
        var light = Direction.AtTurn(random.NextSingle());
        var slope = random.Between(0f, 0.35f) / canvas.ShortSide;
        var exposure = random.Between(0.85f, 1.12f);
        var vignette = random.Between(0f, 0.5f) / (((float)canvas.Width * canvas.Width) + ((float)canvas.Height * canvas.Height));
        var grain = random.Between(0.002f, 0.05f);

        var bytes = new byte[canvas.Width * canvas.Height * (gray ? 1 : 4)];
        var at = 0;
        for (var y = 0; y < canvas.Height; y++)
        {
            var row = canvas.Row(y);
            var start = random.Between(0, GrainLength - 1);
            var dy = y - (canvas.Height / 2f);
            for (var x = 0; x < canvas.Width; x++)
            {
                var dx = x - (canvas.Width / 2f);
                var factor = (exposure + (slope * ((dx * light.Cos) + (dy * light.Sin)))) * (1 - (vignette * ((dx * dx) + (dy * dy)) * 2));
                var speck = grain * _grain[(start + x) & (GrainLength - 1)];
                var colour = new Rgb(row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]).Lit(factor);
                if (gray)
                {
                    bytes[at++] = Quantise(colour.Luma + speck);
                    continue;
                }

                bytes[at] = Quantise(colour.R + speck);
                bytes[at + 1] = Quantise(colour.G + speck);
                bytes[at + 2] = Quantise(colour.B + speck);
                bytes[at + 3] = byte.MaxValue;
                at += 4;
            }
        }

        return bytes;
    }

    private static byte Quantise(float value) => (byte)((MathF.Max(0, MathF.Min(value, 1)) * 255) + 0.5f);
}
