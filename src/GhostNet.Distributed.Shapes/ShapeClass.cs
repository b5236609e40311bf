using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Shapes.Scenes;

namespace GhostNet.Distributed.Shapes;

/// <summary>One of the ten classes.</summary>
/// <param name="Index">Position in the model's output, 0 to 9.</param>
/// <param name="Id">Name of the class's folder, in the style of a wnid: <c>n90000001</c>. WordNet's own numbers end below n16000000, so no class of ImageNet has it.</param>
/// <param name="Words">What people call it; synonyms after a comma.</param>
public sealed record ShapeClass(int Index, string Id, string Words)
{
    /// <summary>All classes, by index.</summary>
    public static ImmutableArray<ShapeClass> All { get; } =
    [
        Of(Kind.Disc, "disc, circle"),
        Of(Kind.Ring, "ring, annulus"),
        Of(Kind.Crescent, "crescent, moon"),
        Of(Kind.Triangle, "triangle"),
        Of(Kind.Square, "square, rhombus"),
        Of(Kind.Hexagon, "hexagon"),
        Of(Kind.Star, "star, five-pointed star"),
        Of(Kind.Cross, "cross, plus sign"),
        Of(Kind.Stripes, "stripes"),
        Of(Kind.Checkerboard, "checkerboard, chequers"),
    ];

    private static ShapeClass Of(Kind kind, string words) => new((int)kind, string.Create(CultureInfo.InvariantCulture, $"n9{(int)kind + 1:D7}"), words);
}
