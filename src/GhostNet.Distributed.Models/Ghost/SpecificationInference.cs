using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>Reads the four numbers of a specification off the shapes of a checkpoint.</summary>
internal static class SpecificationInference
{
    private const string FirstModule = "blocks.0.0.ghost1";

    public static GhostNetSpecification? Infer(StateDictionary weights)
    {
        if (!weights.TryGet("classifier.weight", out var classifier) || classifier.Shape.Length != 2
            || !weights.TryGet("blocks.9.0.conv.weight", out var last) || last.Shape.Length != 4
            || !weights.TryGet($"{FirstModule}.primary_conv.0.weight", out var primary) || primary.Shape.Length != 4 || primary.Shape[0] == 0
            || !weights.TryGet($"{FirstModule}.cheap_operation.0.weight", out var cheap) || cheap.Shape.Length != 4)
        {
            return null;
        }

        var ratio = (cheap.Shape[0] / primary.Shape[0]) + 1;
        return Widths(last.Shape[0])
            .Select(width => CreateOrNull(width, ratio, cheap.Shape[2], classifier.Shape[0]))
            .FirstOrDefault(candidate => candidate is not null && Fits(candidate, weights));
    }

    /// <summary>The widths that make 960 × width round to the given channels, roundest first: 0.5 before 0.501.</summary>
    private static IEnumerable<double> Widths(int lastChannels)
    {
        var center = lastChannels / 960.0;
        foreach (var steps in (int[])[10, 20, 100, 1000])
        {
            for (var step = (int)Math.Floor((center - 0.005) * steps); step <= (int)Math.Ceiling((center + 0.005) * steps); step++)
            {
                var width = (double)step / steps;
                if (ChannelRounding.MakeDivisible(960 * width) == lastChannels)
                {
                    yield return width;
                }
            }
        }
    }

    private static GhostNetSpecification? CreateOrNull(double width, int ratio, int cheapKernel, int classes)
    {
        try
        {
            return GhostNetSpecification.Create(width, ratio, cheapKernel, classes);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static bool Fits(GhostNetSpecification specification, StateDictionary weights) =>
        specification.Tensors().All(expected => weights.TryGet(expected.Name, out var found) && found.Shape.AsSpan().SequenceEqual(expected.Shape.AsSpan()));
}
