namespace GhostNet.Distributed;

/// <summary>
/// How long a host's inference threads had no sample of a job, by cause: thread time since the host's previous result of the job, in whole microseconds, summed over its threads. Times of
/// several results add up and overlap with nothing, so that they and the threads' work can be compared with the time that there was.
/// </summary>
/// <param name="Since">From when on: when the host's previous result of the job was finished, or when it began its first shard, UTC. It ends with this result.</param>
/// <param name="Fetch">While samples of the job were still to be fetched.</param>
/// <param name="Commit">While nothing was to be fetched, and the result of a shard was being written.</param>
public sealed record ThreadWaits(DateTimeOffset Since, long Fetch, long Commit);
