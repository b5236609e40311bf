using GhostNet.Distributed.Benchmarks;

switch (args)
{
    case ["unequal"]:
        return await UnequalWorkers.RunAsync(Console.Out) ? 0 : 1;
    default:
        await Console.Error.WriteLineAsync("usage: GhostNet.Distributed.Benchmarks unequal");
        return 2;
}
