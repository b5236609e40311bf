using GhostNet.Distributed.Shapes.Drawing;
using GhostNet.Distributed.Shapes.Drawing.Outlines;

namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>The outlines, each with its proportions drawn by lot.</summary>
internal static class Figures
{
    private static readonly Kind[] Outlined = [Kind.Disc, Kind.Ring, Kind.Crescent, Kind.Triangle, Kind.Square, Kind.Hexagon, Kind.Star, Kind.Cross];

    // A patch of texture must not be told by its outline: textures are a matter of what is inside.
    private static readonly Kind[] Patches = [Kind.Disc, Kind.Triangle, Kind.Square, Kind.Hexagon, Kind.Square, Kind.Disc];

    /// <summary>The outline of a subject of the kind. Radii are chosen so that areas are about alike, and size tells nothing.</summary>
    public static Outline Draw(Kind kind, SplitMix64 random) => kind switch
    {
        Kind.Disc => new Disc(),
        Kind.Ring => new Ring(random.Between(0.42f, 0.74f)),
        Kind.Crescent => new Crescent(random.Between(0.72f, 0.95f), random.Between(0.4f, 0.65f)),
        Kind.Triangle => new RegularPolygon(3, 1.25f),
        Kind.Square => new RegularPolygon(4, 1.2f),
        Kind.Hexagon => new RegularPolygon(6, 1.08f),
        Kind.Star => new Star(random.Between(0.36f, 0.55f)),
        Kind.Cross => new Cross(random.Between(0.2f, 0.38f)),
        _ => Draw(random.Pick<Kind>(Patches), random),
    };

    /// <summary>The outline of something that is not the subject: small and whole, or larger and broken.</summary>
    public static Outline DrawWhole(SplitMix64 random) => Draw(random.Pick<Kind>(Outlined), random);

    /// <summary>A piece of a broken outline.</summary>
    public static Outline DrawFragment(SplitMix64 random) =>
        new Fragment(DrawWhole(random), Direction.AtTurn(random.NextSingle()), random.Between(-0.4f, 0.15f));
}
