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
            var contestants = new List<(string Name, InferenceSession Session)>
            {
                ("stock", Load(StockNetwork.Write(specification, weights), $"stock-{width}")),
                ("plain", Load(GhostNetOnnx.Write(specification, weights), $"plain-{width}")),
                ("avx512", Load(GhostNetOnnx.Write(specification, weights, GraphTarget.Avx512, Side), $"avx512-{width}")),
                ("nojoin", Load(GhostNetOnnx.Write(specification, weights, BlockRules.Of(GraphTarget.Avx512) with { Join = JoinRule.Never }, "x", Side), $"nojoin-{width}")),
                ("nopack", Load(GhostNetOnnx.Write(specification, weights, BlockRules.Of(GraphTarget.Avx512) with { PacksTails = false }, "x", Side), $"nopack-{width}")),
            };
            foreach (var batch in (int[])[1, 4])
            {
                var pixels = new float[batch * 3 * Side * Side];
                var random = new Random(1);
                foreach (ref var p in pixels.AsSpan())
                {
                    p = (random.NextSingle() * 4) - 2;
                }

                using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, Side, Side]);
                var times = contestants.ToDictionary(c => c.Name, _ => new List<double>());
                for (var round = 0; round < 12; round++)
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
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{width} batch {batch}: {string.Join("  ", contestants.Select(c => $"{c.Name} {Median(c.Name):F2} ({Median(c.Name) / Median("stock"):F3}) min {times[c.Name].Min():F2}"))}"));
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
