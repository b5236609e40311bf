using System.CommandLine;
using GhostNet.Distributed.Benchmarks;
using GhostNet.Distributed.Benchmarks.Pipeline;

var root = new RootCommand("Measures GhostNet.Distributed. Each verb prints its conditions and its ratios; run on a machine that does nothing else.")
{
    PipelineBenchmark.Command(),
    BareLoop.Command(),
    UnequalWorkers.Command(),
};
return await root.Parse(args).InvokeAsync();
