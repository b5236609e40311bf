using GhostNet.Distributed.Worker;
using Microsoft.Extensions.Options;

try
{
    var worker = WorkerHost.Build(args);
    StopDeadline.Set(worker);
    await worker.RunAsync();
    return 0;
}
catch (OptionsValidationException e)
{
    // All faults of the configuration at once, each with its key: nobody wants to learn of them one restart at a time.
    foreach (var fault in e.Failures)
    {
        await Console.Error.WriteLineAsync(fault);
    }

    return 2;
}
