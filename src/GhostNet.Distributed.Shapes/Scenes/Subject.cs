using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Drawing.Outlines;
using GhostNet.Distributed.Shapes.Drawing.Paints;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>The one thing that an image's label is about: in the middle half, larger than anything else, lit from one side, with a shadow.</summary>
internal static class Subject
{
    /// <summary>Draws a subject of the kind and returns where it lies.</summary>
    public static Pose Draw(Canvas canvas, SplitMix64 random, Palette palette, Kind kind)
    {
        var unit = canvas.ShortSide;
        var pose = new Pose(
            (canvas.Width / 2f) + (unit * random.Between(-0.11f, 0.11f)),
            (canvas.Height / 2f) + (unit * random.Between(-0.11f, 0.11f)),
            unit * random.Between(0.16f, 0.36f),
            Direction.AtTurn(random.NextSingle()),
            random.Between(0.85f, 1.18f));
        var softness = MathF.Max(1, unit * random.Between(0.002f, 0.02f));
        var outline = Figures.Draw(kind, random);

        DrawShadow(canvas, random, outline, pose, softness);
        canvas.Draw(outline, pose, Surface(random, palette, kind, softness / pose.Radius), softness, random.Between(0.8f, 1f));
        return pose;
    }

    private static void DrawShadow(Canvas canvas, SplitMix64 random, Outline outline, Pose pose, float softness)
    {
        var fall = Direction.AtTurn(random.NextSingle());
        var distance = pose.Radius * random.Between(0.04f, 0.22f);
        var blur = softness + (pose.Radius * random.Between(0.1f, 0.35f));
        canvas.Draw(outline, pose.Moved(fall.Cos * distance, fall.Sin * distance), Gradient.Flat(Rgb.Black), blur, random.Between(0f, 0.45f));
    }

    private static Paint Surface(SplitMix64 random, Palette palette, Kind kind, float edge)
    {
        var colour = palette.DrawSubject();
        var lit = Shaded(random, colour);
        return kind switch
        {
            Kind.Stripes => new Stripes(lit, Shaded(random, palette.DrawBeside(colour)), random.Between(0.34f, 0.62f), random.NextSingle(), edge),
            Kind.Checkerboard => new Checkerboard(lit, Shaded(random, palette.DrawBeside(colour)), random.Between(0.48f, 0.84f), random.NextSingle(), edge),
            _ => lit,
        };
    }

    private static Gradient Shaded(SplitMix64 random, Rgb colour) =>
        new(colour.Lit(random.Between(1f, 1.25f)), colour.Lit(random.Between(0.7f, 1f)), Direction.AtTurn(random.NextSingle()));
}
