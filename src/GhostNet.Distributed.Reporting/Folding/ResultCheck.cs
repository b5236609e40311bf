using System.Globalization;

namespace GhostNet.Distributed.Reporting;

/// <summary>Whether a result agrees with itself: as many predictions as samples, and the tally that they add up to.</summary>
internal static class ResultCheck
{
    /// <summary>What is wrong with the result, as the end of a sentence; null when nothing is.</summary>
    public static string? FaultOf(ShardResult result, ShardRange range)
    {
        if (result.Predictions.Length != range.Count)
        {
            return string.Create(CultureInfo.InvariantCulture, $"holds {result.Predictions.Length:N0} predictions for {range.Count:N0} samples");
        }

        var tally = result.Predictions.Aggregate(default(Tally), (sum, prediction) => sum + Tally.Of(prediction));
        return result.Header.Tally == tally ? null : $"says {Words(result.Header.Tally)}, and its predictions add up to {Words(tally)}";
    }

    private static string Words(Tally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Scored:N0} scored, {tally.Failed:N0} failed, {tally.Top1Correct:N0} top-1 and {tally.Top5Correct:N0} top-5 correct");
}
