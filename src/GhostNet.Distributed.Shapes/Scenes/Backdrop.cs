using GhostNet.Distributed.Shapes.Drawing;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>The ground of an image: a ramp between two colours (straight, round, or a blurred horizon) that soft noise bends and mottles.</summary>
internal static class Backdrop
{
    /// <summary>Fills the whole canvas.</summary>
    public static void Draw(Canvas canvas, SplitMix64 random, Palette palette)
    {
        var ramp = Ramp.Draw(random, canvas);
        var noise = new ValueNoise(random, canvas.Width, canvas.Height, canvas.ShortSide * random.Between(0.08f, 0.5f), octaves: 3);
        var bend = random.Between(0f, 0.5f);
        var mottle = random.Between(0.01f, 0.13f);

        var heights = new float[canvas.Width];
        for (var y = 0; y < canvas.Height; y++)
        {
            noise.Fill(y, heights);
            var row = canvas.Row(y);
            for (var x = 0; x < heights.Length; x++)
            {
                var share = ramp.At(x, y) + (bend * heights[x]);
                var colour = palette.Ground.Toward(palette.FarGround, MathF.Max(0, MathF.Min(share, 1))).Lit(1 + (mottle * heights[x]));
                row[x * 3] = colour.R;
                row[(x * 3) + 1] = colour.G;
                row[(x * 3) + 2] = colour.B;
            }
        }
    }

    /// <summary>0 on one side, 1 on the other: along a direction, or away from a point.</summary>
    private readonly record struct Ramp(bool IsRound, float X, float Y, Direction Along, float Length)
    {
        public static Ramp Draw(SplitMix64 random, Canvas canvas)
        {
            var isRound = random.Chance(0.35f);
            var isHorizon = !isRound && random.Chance(0.35f);
            return new Ramp(
                isRound,
                canvas.Width * random.Between(0.2f, 0.8f),
                canvas.Height * random.Between(0.2f, 0.8f),
                Direction.AtTurn(isHorizon ? 0.25f + random.Between(-0.03f, 0.03f) : random.NextSingle()),
                canvas.ShortSide * (isHorizon ? random.Between(0.02f, 0.1f) : random.Between(0.6f, 1.2f)));
        }

        public float At(float x, float y)
        {
            var dx = x - X;
            var dy = y - Y;
            return IsRound ? MathF.Sqrt((dx * dx) + (dy * dy)) / Length : 0.5f + (((dx * Along.Cos) + (dy * Along.Sin)) / Length);
        }
    }
}
