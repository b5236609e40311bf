using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Ranking;

/// <summary>The best classes of one row of outputs.</summary>
public static class TopK
{
    private const int OnTheStack = 128;

    /// <summary>Selects the <paramref name="k"/> best, the highest score first; of equal scores the lower class comes first, so that the order never depends on the machine.</summary>
    /// <param name="scores">All columns of one sample.</param>
    /// <param name="k">How many; all columns when there are fewer.</param>
    /// <param name="output">What the columns and values mean.</param>
    /// <param name="top">The best classes, when every score is finite.</param>
    /// <param name="fault"><see cref="ImageFaultKind.NonFiniteOutput"/> when a score is NaN or infinite: such a row has no honest order.</param>
    public static bool TrySelect(
        ReadOnlySpan<float> scores, int k, ModelOutput output, out ImmutableArray<ScoredClass> top, [NotNullWhen(false)] out ImageFault? fault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        top = [];
        fault = FindNonFinite(scores);
        if (fault is not null)
        {
            return false;
        }

        k = Math.Min(k, scores.Length);
        var columns = k <= OnTheStack ? stackalloc int[k] : new int[k];
        FillBestColumns(scores, columns);
        var best = new ScoredClass[columns.Length];
        var (highest, total) = output.Value == OutputValue.Logit ? Softmax(scores) : (0f, 0.0);
        for (var i = 0; i < columns.Length; i++)
        {
            var score = scores[columns[i]];
            var probability = output.Value == OutputValue.Logit ? Math.Exp((double)score - highest) / total : score;
            best[i] = new(Math.Max(columns[i] - output.FirstClass, -1), score, probability);
        }

        top = ImmutableCollectionsMarshal.AsImmutableArray(best);
        return true;
    }

    private static ImageFault? FindNonFinite(ReadOnlySpan<float> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsFinite(scores[i]))
            {
                return new(ImageFaultKind.NonFiniteOutput, $"the model's output {i} of {scores.Length} is {scores[i].ToString(CultureInfo.InvariantCulture)}");
            }
        }

        return null;
    }

    // Insertion into a short sorted list: k is 5 or so. Columns arrive in rising order, so "greater", not "greater or equal", keeps the lower of two equals in front.
    private static void FillBestColumns(ReadOnlySpan<float> scores, Span<int> best)
    {
        var k = best.Length;
        var found = 0;
        for (var column = 0; column < scores.Length; column++)
        {
            if (found == k && scores[column] <= scores[best[k - 1]])
            {
                continue;
            }

            var place = found < k ? found++ : k - 1;
            for (; place > 0 && scores[column] > scores[best[place - 1]]; place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = column;
        }
    }

    private static (float Highest, double Total) Softmax(ReadOnlySpan<float> logits)
    {
        var highest = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            highest = Math.Max(highest, logit);
        }

        var total = 0.0;
        foreach (var logit in logits)
        {
            total += Math.Exp((double)logit - highest);
        }

        return (highest, total);
    }
}
