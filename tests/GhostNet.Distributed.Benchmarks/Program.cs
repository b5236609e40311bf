using GhostNet.Distributed.Benchmarks;
using GhostNet.Distributed.Benchmarks.Pixels;

switch (args)
{
    case ["unequal"]:
        return await UnequalWorkers.RunAsync(Console.Out) ? 0 : 1;
    case ["pixels"]:
        PixelBenchmarks.Run(Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: GhostNet.Distributed.Benchmarks unequal|pixels");
        return 2;
}
