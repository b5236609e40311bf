using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Runtime.ModelHosts;

internal sealed partial class LoadedModels
{
    [LoggerMessage(LogLevel.Information, "Model {Model}: loaded, graph {Graph}, batch {Batch} ({Reason}); {Threads} threads, JPEG decoded by {Codec}, images resized with {Kernel}.")]
    private partial void LogLoaded(string model, string graph, int batch, string reason, int threads, string codec, string kernel);

    [LoggerMessage(LogLevel.Information, "Model {Model}: the ledger has no graph for {Target}, so the plain one is used. Import the checkpoint again and submit it for a faster one.")]
    private partial void LogNoVariant(string model, string target);

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(LogLevel.Warning, "Threads that infer keep the priority of all others, so that probes may wait for them: {Reason}.")]
    private partial void LogPriorityRefused(string reason);
}
