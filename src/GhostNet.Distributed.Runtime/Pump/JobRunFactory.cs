using GhostNet.Distributed.Grains;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Makes this worker's part of a job.</summary>
internal sealed class JobRunFactory(IGrainFactory grains, IShardRunner shards, IOptions<SiloOptions> silo, ILocalSiloDetails details, IOptions<WorkerOptions> options, WorkerActivity activity, TimeProvider time, ILogger<JobRun> logger)
{
    /// <summary>A new run; nothing happens before it is started.</summary>
    public JobRun Create(JobId job) => new(job, grains.GetGrain<IJobGrain>(job.Value), silo.Value.SiloName, details.SiloAddress.ToParsableString(), shards, options.Value, activity, time, logger);
}
