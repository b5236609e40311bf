using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Drawing.Outlines;
using GhostNet.Distributed.Shapes.Drawing.Paints;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>What makes the subject harder to recognise: small things and fragments around and behind it, and things in front that hide a part of it.</summary>
internal static class Clutter
{
    /// <summary>Strews small shapes and larger fragments over the whole canvas.</summary>
    public static void DrawBehind(Canvas canvas, SplitMix64 random, Palette palette)
    {
        for (var left = random.Between(3, 11); left > 0; left--)
        {
            var isFragment = random.Chance(0.5f);
            var outline = isFragment ? Figures.DrawFragment(random) : Figures.DrawWhole(random);
            var radius = canvas.ShortSide * (isFragment ? random.Between(0.04f, 0.13f) : random.Between(0.02f, 0.06f));
            Place(canvas, random, palette, outline, radius, canvas.Width * random.NextSingle(), canvas.Height * random.NextSingle(), random.Between(0.25f, 0.9f));
        }
    }

    /// <summary>Lays bars across the subject and fragments over its rim.</summary>
    public static void DrawInFront(Canvas canvas, SplitMix64 random, Palette palette, Pose subject)
    {
        for (var left = random.Between(0, 3); left > 0; left--)
        {
            var away = Direction.AtTurn(random.NextSingle());
            var isBar = random.Chance(0.6f);
            var distance = subject.Radius * (isBar ? random.Between(0f, 1.1f) : random.Between(0.75f, 1.3f));
            var radius = subject.Radius * (isBar ? random.Between(0.6f, 2.4f) : random.Between(0.25f, 0.5f));
            Outline outline = isBar ? new Bar(random.Between(0.02f, 0.09f)) : Figures.DrawFragment(random);
            Place(canvas, random, palette, outline, radius, subject.X + (away.Cos * distance), subject.Y + (away.Sin * distance), random.Between(0.75f, 1f));
        }
    }

    private static void Place(Canvas canvas, SplitMix64 random, Palette palette, Outline outline, float radius, float x, float y, float opacity)
    {
        var pose = new Pose(x, y, radius, Direction.AtTurn(random.NextSingle()), random.Between(0.7f, 1.4f));
        var colour = palette.DrawClutter();
        var paint = new Gradient(colour.Lit(1.1f), colour.Lit(0.85f), Direction.AtTurn(random.NextSingle()));
        canvas.Draw(outline, pose, paint, MathF.Max(1, canvas.ShortSide * random.Between(0.002f, 0.03f)), opacity);
    }
}
