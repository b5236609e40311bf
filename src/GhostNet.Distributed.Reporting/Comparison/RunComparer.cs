using System.Collections.Immutable;
using System.Text.Json;

namespace GhostNet.Distributed.Reporting;

/// <summary>Compares two runs by what is at hand of them: reports, predictions, or both.</summary>
public static class RunComparer
{
    /// <summary>Reads the predictions of both runs once, side by side, if both have some.</summary>
    /// <exception cref="JsonException">Predictions are damaged, or are not those of the report that they came with.</exception>
    /// <exception cref="ArgumentException">A run has neither a report nor predictions.</exception>
    public static async Task<RunComparison> CompareAsync(ComparedRun a, ComparedRun b, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        using var sideA = new SideFold(a);
        using var sideB = new SideFold(b);
        var paired = await PairAsync(a, b, sideA, sideB, cancellationToken).ConfigureAwait(false);
        var (ofA, ofB) = (sideA.ToSide(), sideB.ToSide());
        return new RunComparison
        {
            Same = ofA.PredictionsDigest == ofB.PredictionsDigest,
            A = ofA,
            B = ofB,
            DifferentSubjects = DifferentSubjects(ofA, ofB),
            Top1 = AccuracyDifference.Of(ofA.Top1, ofB.Top1),
            Top5 = AccuracyDifference.Of(ofA.Top5, ofB.Top5),
            Paired = paired,
        };
    }

    private static async Task<PairedPredictions?> PairAsync(ComparedRun a, ComparedRun b, SideFold sideA, SideFold sideB, CancellationToken cancellationToken)
    {
        var pairs = new PairFold();
        var join = new PredictionsJoin();
        await using var readA = Read(a, cancellationToken);
        await using var readB = Read(b, cancellationToken);
        while (true)
        {
            var nextA = await NextAsync(a, readA, sideA).ConfigureAwait(false);
            var nextB = await NextAsync(b, readB, sideB).ConfigureAwait(false);
            if (nextA is null && nextB is null)
            {
                break;
            }

            // Of one run alone there is a digest to be made, and nothing to be paired with.
            if (a.Predictions is not null && b.Predictions is not null)
            {
                foreach (var (ofA, ofB) in join.Next(nextA, nextB))
                {
                    pairs.Add(ofA, ofB);
                }
            }
        }

        return a.Predictions is null || b.Predictions is null ? null : pairs.ToPaired(join.OnlyInA, join.OnlyInB);
    }

    private static IAsyncEnumerator<Prediction> Read(ComparedRun run, CancellationToken cancellationToken) =>
        (run.Predictions?.Invoke(cancellationToken) ?? AsyncEnumerable.Empty<Prediction>()).GetAsyncEnumerator(cancellationToken);

    private static async Task<Prediction?> NextAsync(ComparedRun run, IAsyncEnumerator<Prediction> predictions, SideFold side)
    {
        try
        {
            if (!await predictions.MoveNextAsync().ConfigureAwait(false))
            {
                return null;
            }

            side.Add(predictions.Current);
            return predictions.Current;
        }
        catch (JsonException e)
        {
            throw new JsonException($"{run.Name}: {e.Message}", e);
        }
    }

    private static ImmutableArray<string>? DifferentSubjects(ComparedSide a, ComparedSide b)
    {
        if (a.Model is null || b.Model is null)
        {
            return null;
        }

        var subjects = new[] { ("model", a.Model.Digest, b.Model.Digest), ("dataset", a.Dataset!.Digest, b.Dataset!.Digest), ("recipe", a.Recipe!, b.Recipe!) };
        return [.. subjects.Where(s => s.Item2 != s.Item3).Select(s => s.Item1)];
    }
}
