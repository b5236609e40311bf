using System.Text.Json;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>The spec of a job, read from the ledger, checked, and used as a coordinator does.</summary>
internal sealed class JobSpecTarget() : FuzzTarget("job-spec", FormatKind.Json, Texts.Utf8(
    $$"""{"topK":5,"id":"val-1","kind":"Evaluate","model":{"name":"m","digest":"{{Digest}}"},"dataset":{"name":"val","digest":"{{Digest}}","images":"/images"},"recipe":null,"shardSize":null,"maxFailedSamples":"unlimited"}""",
    $$"""{"topK":3,"id":"p","kind":"Predict","model":{"name":"m","digest":"{{Digest}}"},"dataset":{"name":"val","digest":"{{Digest}}","images":"azure:x"},"recipe":"{\"crop\":128}","shardSize":16,"maxFailedSamples":"0.5%","priority":-5,"nodeSelector":"arch=arm64,pool=edge","canary":50,"sampleTimeLimit":"00:00:05"}"""))
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string> Node = new() { ["arch"] = "arm64" };

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var spec = JobSpec.Parse(input);
            spec.Validate();
            _ = spec.MaxFailedSamples.Allows(3, 1_281_167);
            _ = spec.NodeSelector?.MissingFrom(Node);
            _ = (spec.Model.Name.Length, spec.Model.Digest.Length, spec.Dataset.Name.Length, spec.Dataset.Digest.Length, spec.Dataset.Images.Length);
            _ = JobPlan.Cut(1000, spec.ShardSize).CanaryRanges(spec.Canary);
            return JobSpec.Parse(System.Text.Encoding.UTF8.GetBytes(spec.ToJson())) == spec ? true : throw new InvalidOperationException("The spec reads otherwise than it was written.");
        }
        catch (Exception e) when (e is JsonException or InvalidJobSpecException)
        {
            return false;
        }
    }
}

/// <summary>The plan of a job, and the ranges of its shards.</summary>
internal sealed class JobPlanTarget() : FuzzTarget("job-plan", FormatKind.Json, Texts.Utf8("""{"schemaVersion":1,"samples":12,"starts":[0,4,8]}""", JobPlan.Cut(5000, null).ToJson()))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var plan = JobPlan.Parse(input);
            for (var shard = 0; shard < plan.Shards; shard++)
            {
                if (plan.RangeOf(new ShardId(shard)).Count < 1)
                {
                    throw new InvalidOperationException("A shard has no samples.");
                }
            }

            _ = plan.CanaryRanges(50);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
