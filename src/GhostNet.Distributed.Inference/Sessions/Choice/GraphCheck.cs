using System.Globalization;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Holds the answers of a graph against those of the plain one.</summary>
internal static class GraphCheck
{
    /// <summary>Rounding makes differences of about a millionth; a hundred times that is another network.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Why a graph must not be used, as a clause; null when its answers are the plain graph's.</summary>
    public static string? Difference(ReadOnlySpan<float> plain, ReadOnlySpan<float> other)
    {
        if (plain.Length != other.Length)
        {
            return $"it answers with {other.Length} values and the plain graph with {plain.Length}";
        }

        var (largest, difference) = (0.0, 0.0);
        for (var i = 0; i < plain.Length; i++)
        {
            if (!float.IsFinite(plain[i]) || !float.IsFinite(other[i]))
            {
                return $"value {i} of an answer to a test image is not finite";
            }

            largest = Math.Max(largest, Math.Abs((double)plain[i]));
            difference = Math.Max(difference, Math.Abs((double)plain[i] - other[i]));
        }

        return difference <= Tolerance * largest
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"its answer to a test image differs by {difference:g3} from the plain graph's, whose largest value is {largest:g3}; at most {Tolerance:g1} of it is rounding");
    }
}
