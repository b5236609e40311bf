using System.Globalization;

namespace GhostNet.Distributed.Reporting;

/// <summary>Which shards of a plan have been counted. Decides whether a result is the next one to count, and says why when it is not.</summary>
internal sealed class PlanCoverage(JobId job, JobPlan plan, Faults faults)
{
    private const int MissingListed = 20;

    // A shard whose result was refused has a reason of its own; it is not told again as missing.
    private readonly CoveredShards _covered = new(plan);
    private (ShardId Shard, long Start) _last = (default, -1);

    /// <summary>Whether the result is to be counted; when it is not, the reason is among the faults.</summary>
    public bool Accepts(ShardResult result)
    {
        var header = result.Header;
        var shard = header.Id;
        if (header.Job != job)
        {
            faults.Add($"A result of shard {shard} belongs to job {header.Job}, not to {job}; it is not counted.");
            return false;
        }

        if (header.Canary is not null)
        {
            faults.Add($"The result {shard} among those of the plan is one of a canary range; it is not counted.");
            return false;
        }

        if ((uint)header.Shard >= (uint)plan.Shards)
        {
            faults.Add($"There is a result of shard {shard}, and the plan's last shard is {new ShardId(plan.Shards - 1)}; it is not counted.");
            return false;
        }

        if (RangeOf(shard) is not { } planned)
        {
            faults.Add($"There is a result of shard {shard}, and shard {shard.Whole} with samples {plan.RangeOf(shard.Whole)} has no such piece; it is not counted.");
            return false;
        }

        if (_covered.Cover(shard) is { } other)
        {
            if (other == shard)
            {
                faults.Add($"Shard {shard} has more than one result; only the first is counted.");
            }
            else
            {
                faults.Add($"Shard {shard} has a result, and so has {other}, which shares samples with it; only the first is counted.");
            }

            return false;
        }

        return AgreesWithPlan(result, shard, planned) && IsInOrder(shard, planned);
    }

    /// <summary>The shards, and the pieces of split ones, without any result, as a reason; null when there are none.</summary>
    public string? Missing()
    {
        var missing = _covered.Missing().ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var shards = missing.Select(s => s.Value).Distinct().Count();
        var result = missing.All(s => s.Piece == 0) ? "no result" : "no result, or not one of each piece";
        var listed = string.Join(", ", missing.Take(MissingListed));
        var rest = missing.Count > MissingListed ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Count - MissingListed:N0} more") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{shards:N0} of {plan.Shards:N0} shards {(shards == 1 ? "has" : "have")} {result}: {listed}{rest}.");
    }

    // Null when splitting the shard again and again cannot make such a piece.
    private ShardRange? RangeOf(ShardId shard) => shard.Piece switch
    {
        < 0 => null,
        0 => plan.RangeOf(shard),
        _ => RangeOf(shard.Parent) is { Count: > 1 } ? plan.RangeOf(shard) : null,
    };

    private bool AgreesWithPlan(ShardResult result, ShardId shard, ShardRange planned)
    {
        if (result.Header.Range != planned)
        {
            faults.Add($"The result of shard {shard} is for samples {result.Header.Range}, and the plan says {planned}; it is not counted.");
            return false;
        }

        if (ResultCheck.FaultOf(result, planned) is { } fault)
        {
            faults.Add($"The result of shard {shard} {fault}; it is not counted.");
            return false;
        }

        return true;
    }

    // The predictions digest is over manifest order, and only a stream in plan order keeps memory bounded.
    private bool IsInOrder(ShardId shard, ShardRange planned)
    {
        if (planned.Start < _last.Start)
        {
            faults.Add($"The result of shard {shard} came after that of shard {_last.Shard}; results are folded in plan order, so it is not counted.");
            return false;
        }

        _last = (shard, planned.Start);
        return true;
    }
}
