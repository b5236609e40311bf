using System.Globalization;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Onnx.Layouts;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Benchmarks.Graph;

/// <summary>The graphs of one network side by side: processor time per image, alternating, one thread.</summary>
internal static class GraphBenchmark
{
    private const int Side = 224;

    public static async Task<int> RunAsync(TextWriter output, string[] arguments)
    {
        var widths = arguments.Length > 0 ? arguments.Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray() : [0.5, 1.0, 1.3];
        foreach (var width in widths)
        {
            var specification = GhostNetSpecification.Create(width);
            var weights = RandomWeights.For(specification, 1);
            InferenceSession V(Func<BlockRules, BlockRules> f) => Load(GhostNetOnnx.Write(specification, weights, f(BlockRules.Of(GraphTarget.Avx512)), "x", Side), "x");
            var contestants = new List<(string Name, InferenceSession Session)>
            {
                ("stock", Load(StockNetwork.Write(specification, weights), $"stock-{width}")),
                ("plain", Load(GhostNetOnnx.Write(specification, weights), $"plain-{width}")),
                ("base", V(r => r)),
                ("R.065", V(r => r with { PoolJoin = true, Room = 0.065 })),
                ("R.09", V(r => r with { PoolJoin = true, Room = 0.09 })),
                ("R.13", V(r => r with { PoolJoin = true, Room = 0.13 })),
                ("R.2", V(r => r with { PoolJoin = true, Room = 0.20 })),
                ("R.3", V(r => r with { PoolJoin = true, Room = 0.30 })),
                ("R.09 F2", V(r => r with { PoolJoin = true, F = 2, Room = 0.09 })),
                ("nopack", V(r => r with { PacksTails = false, PoolJoin = true })),
            };
            foreach (var batch in (int[])[4, 8])
            {
                var pixels = new float[batch * 3 * Side * Side];
                var random = new Random(1);
                foreach (ref var p in pixels.AsSpan())
                {
                    p = (random.NextSingle() * 4) - 2;
                }

                using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, Side, Side]);
                var times = contestants.ToDictionary(c => c.Name, _ => new List<double>());
                for (var round = 0; round < 24; round++)
                {
                    foreach (var (name, session) in contestants)
                    {
                        using var options = new RunOptions();
                        var runs = Math.Max(1, 4 / batch);
                        var begin = ThreadClock.Now();
                        for (var r = 0; r < runs; r++)
                        {
                            using var results = session.Run(options, ["input"], [input], ["logits"]);
                        }

                        if (round > 1)
                        {
                            times[name].Add((ThreadClock.Now() - begin).TotalMilliseconds / (batch * runs));
                        }
                    }
                }

                double Median(string n) => times[n].Order().ElementAt(times[n].Count / 2);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{width} batch {batch}: {string.Join("\n  ", contestants.Select(c => $"{c.Name,7} {Median(c.Name):F2} ({Median(c.Name) / Median("stock"):F3}) min {times[c.Name].Min():F2}"))}"));
            }
        }

        return 0;
    }

    private static InferenceSession Load(byte[] model, string name)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (Environment.GetEnvironmentVariable("DUMP") is { } folder)
        {
            options.OptimizedModelFilePath = Path.Combine(folder, name + ".onnx");
        }

        return new(model, options);
    }
}
