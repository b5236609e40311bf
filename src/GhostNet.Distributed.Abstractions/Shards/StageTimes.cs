using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>Time by stage, in whole microseconds, summed over samples; sums of several threads, so they may exceed the wall clock.</summary>
/// <param name="Fetch">Waiting for the store.</param>
/// <param name="Decode">From encoded bytes to pixels.</param>
/// <param name="Resize">Resample, crop and normalise.</param>
/// <param name="Infer">The sample's share of its batch's inference call.</param>
public readonly record struct StageTimes(
    [property: JsonRequired] long Fetch, [property: JsonRequired] long Decode, [property: JsonRequired] long Resize, [property: JsonRequired] long Infer)
{
    /// <summary>Adds stage by stage.</summary>
    public static StageTimes operator +(StageTimes a, StageTimes b) => new(a.Fetch + b.Fetch, a.Decode + b.Decode, a.Resize + b.Resize, a.Infer + b.Infer);

    /// <summary>Adds stage by stage.</summary>
    public StageTimes Add(StageTimes other) => this + other;
}
