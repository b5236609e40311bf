using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Runtime.Coordination;

internal sealed partial class JobGrain
{
    [LoggerMessage(LogLevel.Information, "Job {Job}: {Model} on {Dataset}, {Samples} samples in {Shards} shards, {Accepted} of them accepted already.")]
    private partial void LogOpened(JobId job, string model, string dataset, long samples, int shards, int accepted);

    [LoggerMessage(LogLevel.Information, "Job {Job}: report written, {Verdict}, {Scored} scored, {Failed} failed.")]
    private partial void LogReported(JobId job, Verdict verdict, long scored, long failed);

    [LoggerMessage(LogLevel.Information, "Job {Job}: canceled with {Accepted} of {Shards} shards accepted.")]
    private partial void LogCanceled(JobId job, int accepted, int shards);

    [LoggerMessage(LogLevel.Error, "Job {Job}: failed. {Reason}")]
    private partial void LogFailed(JobId job, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: is over, but could not be taken off the list of unfinished jobs yet.")]
    private partial void LogNotClosed(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Error, "Job {Job}: the report could not be written.")]
    private partial void LogReportFailed(Exception exception, JobId job);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: shard {Shard} of {Samples} samples is split, or given up if it is one, since {Deaths} workers died that held it; a result that was there first counts.")]
    private partial void LogConvicted(JobId job, ShardId shard, long samples, int deaths);

    [LoggerMessage(LogLevel.Warning, "Job {Job}: waits for the store, and tries again. {Fault}")]
    private partial void LogWaitsForStore(JobId job, string fault);
}
