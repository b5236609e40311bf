using System.Text.Json;

namespace GhostNet.Distributed.Reporting;

/// <summary>One of two runs that are compared: from its report, or from its predictions where there is none.</summary>
internal sealed class SideFold(ComparedRun run) : IDisposable
{
    private readonly PredictionsDigest _digest = new();
    private Tally _tally;
    private long _labelled;

    public void Add(Prediction prediction)
    {
        _digest.Append(prediction);
        _tally += Tally.Of(prediction);
        _labelled += prediction is { Failure: null, Label: not null } ? 1 : 0;
    }

    /// <exception cref="JsonException">The predictions are not those of the report.</exception>
    public ComparedSide ToSide()
    {
        if (run.Report is { } report)
        {
            return run.Predictions is null || _digest.Current() == report.PredictionsDigest
                ? Of(report)
                : throw new JsonException(
                    $"{run.Name}: the predictions have the digest {_digest.Current()}, and the report beside them says {report.PredictionsDigest}; they are not of one run. ghostnet verify says which is right.");
        }

        return run.Predictions is null
            ? throw new ArgumentException($"{run.Name} has neither a report nor predictions to compare.")
            : new ComparedSide(run.Name, null, _digest.Current(), new SampleCounts(_tally.Samples, _tally.Scored, _tally.Failed), OfLabelled(), null, null, null, null);
    }

    public void Dispose() => _digest.Dispose();

    private ComparedSide Of(Report report) => new(
        run.Name,
        report.Verdict,
        report.PredictionsDigest,
        report.Samples,
        report.Top1,
        report.Top5,
        new ComparedSubject(report.Model.Name, report.Model.Digest),
        new ComparedSubject(report.Dataset.Name, report.Dataset.Digest),
        report.Recipe.Digest);

    private Accuracy? OfLabelled() => _labelled == 0 ? null : WilsonInterval.AccuracyOf(_tally.Top1Correct, _labelled);
}
