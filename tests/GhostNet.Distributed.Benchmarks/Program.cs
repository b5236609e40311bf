using GhostNet.Distributed.Benchmarks;
using GhostNet.Distributed.Benchmarks.Graph;

switch (args)
{
    case ["unequal"]:
        return await UnequalWorkers.RunAsync(Console.Out) ? 0 : 1;
    case ["graph", .. var rest]:
        return await GraphBenchmark.RunAsync(Console.Out, rest);
    default:
        await Console.Error.WriteLineAsync("usage: GhostNet.Distributed.Benchmarks unequal | graph [WIDTH ...]");
        return 2;
}
