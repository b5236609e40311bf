using System.CommandLine;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Benchmarks.Graph;

/// <summary>
/// The graphs of one network side by side, model alone: processor time an image of one thread, the contestants taking turns, the median of all rounds. <c>stock</c> is what PyTorch's exporter
/// writes. Weights are random: what a network has learnt does not change its time.
/// </summary>
internal static class GraphBenchmark
{
    private const int Side = 224;
    private const int Rounds = 25;
    private const int ImagesARound = 8;

    private static readonly double[] Widths = [0.5, 1.0, 1.3];
    private static readonly int[] Batches = [1, 2, 4, 8];

    /// <summary>The most that the best graph may cost of the stock one on a machine with AVX-512.</summary>
    private static readonly Dictionary<double, double> Targets = new() { [0.5] = 0.62, [1.0] = 0.66, [1.3] = 0.62 };

    /// <summary>The verb <c>graph</c>.</summary>
    public static Command Command()
    {
        var widths = new Argument<double[]>("width") { Description = "Widths; the paper's three when left out.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("graph", "Measures the graphs of one network side by side, model alone.") { widths };
        command.SetAction(async (parsed, _) => await RunAsync(Console.Out, parsed.GetValue(widths) ?? []) ? 0 : 1);
        return command;
    }

    /// <summary>Measures and tells; whether the targets were met, or there are none for this processor.</summary>
    private static async Task<bool> RunAsync(TextWriter output, double[] widths)
    {
        await output.WriteLineAsync(
            $"{RuntimeInformation.ProcessArchitecture}, fits best: {ProcessorTargets.Preferred.Word()}; ONNX Runtime {OrtEnv.Instance().GetVersionString()}, 1 thread, all optimisations, no spinning; "
            + $"{Side}×{Side}, random weights; ms of the thread's processor time an image, median of {Rounds} rounds of {ImagesARound} images, taking turns; in brackets the ratio to stock with the same batch");
        var isMet = true;
        foreach (var width in widths.Length > 0 ? widths : Widths)
        {
            isMet &= await RunAsync(output, width);
        }

        return isMet;
    }

    private static async Task<bool> RunAsync(TextWriter output, double width)
    {
        var specification = GhostNetSpecification.Create(width);
        var weights = RandomWeights.For(specification, seed: 1);
        List<Contestant> contestants = [new("stock", StockNetwork.Write(specification, weights)), new("plain", GhostNetOnnx.Write(specification, weights))];
        contestants.AddRange(GhostNetOnnx.TargetsFor(specification).Select(target => new Contestant(target.Word(), GhostNetOnnx.Write(specification, weights, target, Side))));
        var medians = new Dictionary<(string Name, int Batch), double>();
        try
        {
            foreach (var batch in Batches)
            {
                Measure(contestants, batch, medians);
                var columns = contestants.Select(c => FormattableString.Invariant($"{c.Name} {medians[(c.Name, batch)]:F2} ({medians[(c.Name, batch)] / medians[("stock", batch)]:F3})"));
                await output.WriteLineAsync(FormattableString.Invariant($"{width:0.0#}× batch {batch}   {string.Join("   ", columns)}"));
            }
        }
        finally
        {
            contestants.ForEach(c => c.Dispose());
        }

        var best = medians.MinBy(m => m.Value);
        var stock = medians.Where(m => m.Key.Name == "stock").MinBy(m => m.Value);
        var same = best.Value / medians[("stock", best.Key.Batch)];
        var hasTarget = Targets.TryGetValue(width, out var most) && ProcessorTargets.Preferred == GraphTarget.Avx512;
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{width:0.0#}× best: {best.Key.Name} with batch {best.Key.Batch}, {best.Value:F2} ms; {same:F3} of stock with the same batch, {best.Value / stock.Value:F3} of stock at its best (batch {stock.Key.Batch})"));
        if (hasTarget)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"     target: at most {most:F2} of stock with the same batch"));
        }

        return !hasTarget || same <= most;
    }

    private static void Measure(List<Contestant> contestants, int batch, Dictionary<(string Name, int Batch), double> medians)
    {
        var pixels = new float[batch * 3 * Side * Side];
        var random = new Random(1);
        foreach (ref var value in pixels.AsSpan())
        {
            value = (random.NextSingle() * 4) - 2;
        }

        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, Side, Side]);
        var times = contestants.ConvertAll(_ => new List<double>());
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                var begin = ThreadClock.Now();
                for (var run = 0; run < ImagesARound / batch; run++)
                {
                    contestants[i].Run(input);
                }

                // The first round allocates.
                if (round >= 0)
                {
                    times[i].Add((ThreadClock.Now() - begin).TotalMilliseconds / ImagesARound);
                }
            }
        }

        foreach (var (contestant, measured) in contestants.Zip(times))
        {
            medians[(contestant.Name, batch)] = measured.Order().ElementAt(Rounds / 2);
        }
    }

    private sealed class Contestant : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _options = new();

        public Contestant(string name, byte[] model)
        {
            Name = name;
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            _session = new(model, options);
        }

        public string Name { get; }

        public void Run(OrtValue input)
        {
            using var results = _session.Run(_options, [GhostNetOnnx.InputName], [input], [GhostNetOnnx.OutputName]);
        }

        public void Dispose()
        {
            _session.Dispose();
            _options.Dispose();
        }
    }
}
