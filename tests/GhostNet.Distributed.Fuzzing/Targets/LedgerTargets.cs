using System.Text.Json;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Reporting.Tests;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A result blob of the ledger: a result or a split marker, and the report that it would be folded into.</summary>
internal sealed class ResultTarget() : FuzzTarget("ledger-result", FormatKind.Json,
[
    .. Ledgers.Results.Select(result => result.ToBytes()),
    Canaries.Arm(Canaries.Elsewhere).ToBytes(),
    new ShardSplit { Job = Ledgers.Sources.Spec.Id, Shard = 1, Piece = 2, Range = new ShardRange(4, 8), Reason = "two workers died", At = Ledgers.Start }.ToBytes(),
])
{
    /// <summary>A report has its texts, whatever the result.</summary>
    public override long MemoryLimit(int inputLength) => (1 << 20) + (512L * inputLength);

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            // A coordinator reads the first line alone, and whoever makes the report reads all of it.
            ReadOnlySpan<byte> head = input.AsSpan(0, Math.Min(input.Length, 16 << 10));
            var split = ShardSplit.TryParse(head);
            if (split is null)
            {
                _ = ShardResult.ParseHeader(ref head).Id.ToString();
                using var builder = new ReportBuilder(Canaries.Sources);
                var result = ShardResult.Parse(input);
                if (result.Header.Canary is null)
                {
                    builder.Add(result);
                }
                else
                {
                    builder.AddCanary(result);
                }

                builder.Add(Ledgers.Results[1]);
                _ = Report.Parse(builder.Build().ToJson());
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>A checkpoint of the ledger, and what a coordinator makes of it.</summary>
internal sealed class CheckpointTarget() : FuzzTarget("ledger-checkpoint", FormatKind.Json,
[
    Checkpoint.Of(new Tally(90, 10, 70, 85), [new(0), new(1), new(2), new(7), new(9, 1), new(9, 5)], [new(9), new(9, 2)]).ToBytes(),
    .. Texts.Utf8("""{"schemaVersion":1,"tally":{"scored":0,"failed":0,"top1Correct":0,"top5Correct":0},"whole":[],"splits":[],"pieces":[]}"""),
])
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var checkpoint = Checkpoint.Parse(input);
            _ = (checkpoint.Count, checkpoint.Tally.Samples, checkpoint.SplitShards().Count());
            HashSet<ShardId> known = [];
            foreach (var shard in checkpoint.Accepted().Take(10_000))
            {
                known.Add(shard);
            }

            return Checkpoint.Parse(checkpoint.ToBytes()).Count == checkpoint.Count;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>One run of shards stands for many.</summary>
    public override long MemoryLimit(int inputLength) => (4 << 20) + (256L * inputLength);
}

/// <summary>A trial of the ledger.</summary>
internal sealed class TrialTarget() : FuzzTarget("ledger-trial", FormatKind.Json, [new Trial(Attempt, "silo@1") { IsAlone = true, Deaths = 2, LoneDeaths = 1 }.ToBytes()])
{
    private static readonly ShardAttempt Attempt = new(new ShardId(3, 1), new AttemptNumber(2));

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var trial = Trial.Parse(Attempt, input);
            return trial.Silo.Length >= 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
