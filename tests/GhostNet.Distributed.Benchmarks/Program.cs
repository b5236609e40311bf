using System.Globalization;
using GhostNet.Distributed.Benchmarks;
using GhostNet.Distributed.Benchmarks.Pixels;
using GhostNet.Distributed.Benchmarks.Graph;

switch (args)
{
    case ["unequal"]:
        return await UnequalWorkers.RunAsync(Console.Out) ? 0 : 1;
    case ["pixels"]:
        PixelBenchmarks.Run(Console.Out);
        return 0;
    case ["graph", .. var widths] when widths.All(w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out _)):
        return await GraphBenchmark.RunAsync(Console.Out, Array.ConvertAll(widths, w => double.Parse(w, CultureInfo.InvariantCulture))) ? 0 : 1;
    default:
        await Console.Error.WriteLineAsync("usage: GhostNet.Distributed.Benchmarks unequal | pixels | graph [WIDTH ...]");
        return 2;
}
