using System.Globalization;

namespace GhostNet.Distributed;

/// <summary>A shard of a job: its position in the plan, from 0.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardId")]
public readonly record struct ShardId([property: Id(0)] int Value)
{
    /// <summary>Six digits at least, so that names sort in plan order.</summary>
    public override string ToString() => Value.ToString("D6", CultureInfo.InvariantCulture);
}
