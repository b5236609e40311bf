namespace GhostNet.Distributed.Reporting;

/// <summary>Whether a prediction agrees with itself: what is counted from it (rank of the label) with what is kept of it (classes and label).</summary>
internal static class PredictionCheck
{
    private const int Ranks = 5;

    /// <summary>What is wrong with the prediction, as the end of a sentence; null when nothing is.</summary>
    public static string? FaultOf(Prediction prediction, JobKind kind)
    {
        if (prediction.Failure is not null)
        {
            return null;
        }

        if (prediction.Top.IsDefaultOrEmpty)
        {
            return "has neither a class nor a failure";
        }

        if (prediction.Label is not { } label)
        {
            return kind == JobKind.Evaluate ? "is scored without a label, and the job compares labels" : null;
        }

        return kind == JobKind.Evaluate && !RankAgrees(prediction, label) ? "says another rank of its label than its classes show" : null;
    }

    private static bool RankAgrees(Prediction prediction, int label)
    {
        var shown = prediction.Top.Take(Ranks).TakeWhile(c => c.Class != label).Count();
        return shown < Math.Min(Ranks, prediction.Top.Length) ? prediction.LabelRank == shown : prediction.LabelRank is null || prediction.LabelRank >= shown;
    }
}
