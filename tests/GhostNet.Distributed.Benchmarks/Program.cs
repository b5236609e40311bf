using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Clusters;
using GhostNet.Distributed.Benchmarks.Coordination;
using GhostNet.Distributed.Benchmarks.Graph;
using GhostNet.Distributed.Benchmarks.Indexing;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Memory;
using GhostNet.Distributed.Benchmarks.Overhead;
using GhostNet.Distributed.Benchmarks.Pipeline;
using GhostNet.Distributed.Benchmarks.Pixels;
using GhostNet.Distributed.Benchmarks.Stores;

var root = new RootCommand("Measures GhostNet.Distributed. Each verb prints its conditions and its ratios; run on a machine that does nothing else.")
{
    PipelineBenchmark.Command(),
    GraphBenchmark.Command(),
    PixelBenchmarks.Command(),
    BareLoop.Command(),
    OverheadBenchmark.Command(),
    MemoryBenchmark.Command(),
    StoreBenchmark.Command(),
    ScaleBenchmark.Command(),
    CoordinatorBenchmark.Command(),
    IndexBenchmark.Command(),
    UnequalWorkers.Command(),
    ModelVerb.Command(),
};
return await root.Parse(args).InvokeAsync();
