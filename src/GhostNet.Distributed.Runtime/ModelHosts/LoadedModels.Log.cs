using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Runtime.ModelHosts;

internal sealed partial class LoadedModels
{
    [LoggerMessage(LogLevel.Information, "Model {Model} is ready: {Threads} threads, JPEG decoded by {Codec}, images resized with {Kernel}.")]
    private partial void LogReady(string model, int threads, string codec, string kernel);

    [LoggerMessage(LogLevel.Warning, "Threads that infer keep the priority of all others, so that probes may wait for them: {Reason}.")]
    private partial void LogPriorityRefused(string reason);
}
