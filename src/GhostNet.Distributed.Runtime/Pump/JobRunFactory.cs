using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Makes this worker's part of a job.</summary>
internal sealed class JobRunFactory(
    IGrainFactory grains,
    IShardRunner shards,
    ILocalSiloDetails silo,
    NodeLabels labels,
    FairShare share,
    IOptions<WorkerOptions> options,
    WorkerActivity activity,
    WorkInstruments measured,
    TimeProvider time,
    ILogger<JobRun> logger)
{
    private readonly WorkerIdentity _worker = new(silo.Name, silo.SiloAddress.ToParsableString(), labels.All);
    private readonly ExchangeNumbers _numbers = new();

    /// <summary>A new run; nothing happens before it is started.</summary>
    public JobRun Create(JobId job) => new(job, grains.GetGrain<IJobGrain>(job.Value), _worker, _numbers, shards, share, options.Value, activity, measured, time, logger);
}
