using System.Collections;
using System.Globalization;

namespace GhostNet.Distributed.Reporting;

/// <summary>Which shards of a plan have been counted. Decides whether a result is the next one to count, and says why when it is not.</summary>
internal sealed class PlanCoverage(JobId job, JobPlan plan, Faults faults)
{
    private const int MissingListed = 20;

    // A shard whose result was refused has a reason of its own; it is not told again as missing.
    private readonly BitArray _seen = new(plan.Shards);
    private int _last = -1;

    /// <summary>Whether the result is to be counted; when it is not, the reason is among the faults.</summary>
    public bool Accepts(ShardResult result)
    {
        var header = result.Header;
        var shard = new ShardId(header.Shard);
        if (header.Job != job)
        {
            faults.Add($"A result of shard {shard} belongs to job {header.Job}, not to {job}; it is not counted.");
            return false;
        }

        if ((uint)header.Shard >= (uint)plan.Shards)
        {
            faults.Add($"There is a result of shard {shard}, and the plan's last shard is {new ShardId(plan.Shards - 1)}; it is not counted.");
            return false;
        }

        if (_seen[header.Shard])
        {
            faults.Add($"Shard {shard} has more than one result; only the first is counted.");
            return false;
        }

        _seen[header.Shard] = true;
        return AgreesWithPlan(result, shard) && IsInOrder(shard);
    }

    /// <summary>The shards without any result, as a reason; null when there are none.</summary>
    public string? Missing()
    {
        var missing = Enumerable.Range(0, plan.Shards).Where(i => !_seen[i]).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var listed = string.Join(", ", missing.Take(MissingListed).Select(i => new ShardId(i)));
        var rest = missing.Count > MissingListed ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Count - MissingListed:N0} more") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{missing.Count:N0} of {plan.Shards:N0} shards {(missing.Count == 1 ? "has" : "have")} no result: {listed}{rest}.");
    }

    private bool AgreesWithPlan(ShardResult result, ShardId shard)
    {
        var planned = plan.RangeOf(shard);
        if (result.Header.Range != planned)
        {
            faults.Add($"The result of shard {shard} is for samples {result.Header.Range}, and the plan says {planned}; it is not counted.");
            return false;
        }

        if (result.Predictions.Length != planned.Count)
        {
            faults.Add($"The result of shard {shard} holds {result.Predictions.Length:N0} predictions for {planned.Count:N0} samples; it is not counted.");
            return false;
        }

        var tally = result.Predictions.Aggregate(default(Tally), (sum, prediction) => sum + Tally.Of(prediction));
        if (result.Header.Tally != tally)
        {
            faults.Add($"The result of shard {shard} says {Words(result.Header.Tally)}, and its predictions add up to {Words(tally)}; it is not counted.");
            return false;
        }

        return true;
    }

    // The predictions digest is over manifest order, and only a stream in plan order keeps memory bounded.
    private bool IsInOrder(ShardId shard)
    {
        if (shard.Value < _last)
        {
            faults.Add($"The result of shard {shard} came after that of shard {new ShardId(_last)}; results are folded in plan order, so it is not counted.");
            return false;
        }

        _last = shard.Value;
        return true;
    }

    private static string Words(Tally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Scored:N0} scored, {tally.Failed:N0} failed, {tally.Top1Correct:N0} top-1 and {tally.Top5Correct:N0} top-5 correct");
}
