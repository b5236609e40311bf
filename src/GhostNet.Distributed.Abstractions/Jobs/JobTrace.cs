using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace GhostNet.Distributed;

/// <summary>
/// The one trace of a job. Its id follows from the job's, so that client, coordinators and workers tell the same story without having to meet: also when a job is submitted by a program without
/// telemetry, and when it goes on in processes that were not there when it began.
/// </summary>
/// <remarks>Jobs of one id in two clusters share a trace id; a backend that sees both tells them apart by resource, such as <c>service.namespace</c>.</remarks>
public static class JobTrace
{
    /// <summary>Name of the activity source, and of the meter.</summary>
    public const string Source = "GhostNet.Distributed";

    /// <summary>The attribute that has the job's id in every span.</summary>
    public const string JobAttribute = "ghostnet.job";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>The id of a job's trace: the first 16 bytes of SHA-256 over <c>ghostnet.job:</c> and the job's id.</summary>
    public static ActivityTraceId IdOf(JobId job)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"ghostnet.job:{job.Value}"), hash);
        return ActivityTraceId.CreateFromBytes(hash[..16]);
    }

    /// <summary>
    /// Begins a span of a job's trace; null when nobody listens. Below the span that is given, or else the current one, if they belong to the job's trace; a current span of another trace, such as
    /// the web request that submits a job, is linked to.
    /// </summary>
    /// <param name="name">What is done, one of a few words.</param>
    /// <param name="job">The job.</param>
    /// <param name="parent">The span that this one follows from, as W3C trace context (<c>traceparent</c>), when it is known.</param>
    /// <param name="kind">Which side of a call it is.</param>
    /// <param name="startedAt">When it began; now by default.</param>
    public static Activity? Start(string name, JobId job, string? parent = null, ActivityKind kind = ActivityKind.Internal, DateTimeOffset startedAt = default)
    {
        if (!Activities.HasListeners())
        {
            return null;
        }

        var trace = IdOf(job);
        var current = Activity.Current?.Context ?? default;
        var isStranger = current.TraceId != default && current.TraceId != trace;
        if (isStranger)
        {
            // A new activity without a parent takes the current one, whatever its trace.
            Activity.Current = null;
        }

        var above = parent is not null && ActivityContext.TryParse(parent, null, isRemote: true, out var told) && told.TraceId == trace ? told
            : current.TraceId == trace ? current
            : new ActivityContext(trace, default, ActivityTraceFlags.Recorded, isRemote: true);
        return Activities.StartActivity(kind, above, [new(JobAttribute, job.Value)], isStranger ? [new ActivityLink(current)] : null, startedAt, name);
    }
}
