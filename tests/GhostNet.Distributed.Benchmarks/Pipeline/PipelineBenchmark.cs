using System.CommandLine;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Benchmarks.Peers;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Pipeline;

/// <summary>What the product costs above the limit, and what others cost, on the same files.</summary>
internal static class PipelineBenchmark
{
    private const int Tries = 3;
    private const string Product = "product";
    private const string Bare = "bare loop";
    private const string Node = "Node";
    private const string Torch = "PyTorch";

    /// <summary>The verb <c>pipeline</c>.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { Description = "GhostNet's width multiplier.", DefaultValueFactory = _ => 1.0 };
        var small = new Option<int>("--small") { Description = "Images of the small run.", DefaultValueFactory = _ => 200 };
        var large = new Option<int>("--images") { Description = "Images of the large run.", DefaultValueFactory = _ => 2000 };
        var rounds = new Option<int>("--rounds") { Description = "How often each takes its turn.", DefaultValueFactory = _ => 3 };
        var withoutPeers = new Option<bool>("--no-peers") { Description = "Product and bare loop only." };
        var command = new Command("pipeline", "The product beside a bare loop of its parts, and beside Node and PyTorch.") { width, small, large, rounds, withoutPeers };
        command.SetAction((parsed, _) => RunAsync(
            Console.Out, parsed.GetValue(width), new Contest(parsed.GetValue(small), parsed.GetValue(large), parsed.GetValue(rounds)), withPeers: !parsed.GetValue(withoutPeers)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, double width, Contest contest, bool withPeers)
    {
        using var folder = new TemporaryFolder();
        var images = await ImageSets.OpenAsync(folder);
        var model = await GhostNetModel.MakeAsync(folder.Path, width, images.ClassList);
        await Conditions.TellAsync(
            output,
            images.Description,
            model.Description,
            Conditions.Line($"{contest.Rounds} rounds of {contest.Small} and of {contest.Large} images each, contestants in turn; CPU is user and system time of whole processes; median of the rounds"),
            NodePeer.WhyNot is null ? NodePeer.Description : $"Node peer: skipped, {NodePeer.WhyNot}",
            TorchPeer.WhyNot is null ? TorchPeer.Description : $"PyTorch peer: skipped, {TorchPeer.WhyNot}");

        var best = await BestGraphAsync(output, model, images.OfSize(contest.Small));
        List<Contestant> contestants =
        [
            new(Product, count => EvaluateAsync(folder, model, images, count)),
            new(Bare, count => BareAsync(best, model, images.OfSize(count))),
        ];
        if (best != model.Path)
        {
            contestants.Add(new Contestant($"{Bare}, plain graph", count => BareAsync(model.Path, model, images.OfSize(count))));
        }

        if (withPeers && NodePeer.WhyNot is null)
        {
            contestants.Add(new Contestant(Node, count => NodePeer.RunAsync(model.Path, images.OfSize(count))));
            if (best != model.Path)
            {
                contestants.Add(new Contestant($"{Node}, best graph", count => NodePeer.RunAsync(best, images.OfSize(count))));
            }
        }

        if (withPeers && TorchPeer.WhyNot is null)
        {
            contestants.Add(new Contestant(Torch, count => TorchPeer.RunAsync(model.Checkpoint, width, images.OfSize(count))));
        }

        Dictionary<string, string[]> answers = [];
        var figures = await contest.RunAsync(contestants, (contestant, measured) => answers[contestant.Name] = Lines(measured.Output));
        await Contest.TellAsync(output, figures, [.. new[] { Bare, Node }.Where(name => contestants.Exists(c => c.Name == name))]);
        await output.WriteLineAsync();
        foreach (var (name, lines) in answers.Where(answer => answer.Key != Product))
        {
            await output.WriteLineAsync(Conditions.Line($"same class at first as the product: {name} {(double)lines.Intersect(answers[Product]).Count() / answers[Product].Length:P2}"));
        }
    }

    /// <summary>The graph on which the bare loop costs least: what the product should find by itself.</summary>
    private static async Task<string> BestGraphAsync(TextWriter output, GhostNetModel model, string images)
    {
        var best = (Path: model.Path, Cost: TimeSpan.MaxValue);
        foreach (var graph in model.Variants.Count == 0 ? [] : model.Variants.Prepend(model.Path))
        {
            var cost = TimeSpan.MaxValue;
            for (var round = 0; round < Tries; round++)
            {
                cost = (await BareAsync(graph, model, images)).Processor is var once && once < cost ? once : cost;
            }

            best = cost < best.Cost ? (graph, cost) : best;
            await output.WriteLineAsync(Conditions.Line($"graph {Path.GetFileName(graph)}: {cost.TotalMilliseconds:F0} ms of CPU for the small run, least of {Tries}"));
        }

        return best.Path;
    }

    private static Task<Measured> BareAsync(string graph, GhostNetModel model, string images) =>
        MeasuredProcess.RunThisAsync(["bare", "--model", graph, "--card", Path.Combine(Path.GetDirectoryName(model.Path)!, "card.json"), "--images", images]);

    private static async Task<Measured> EvaluateAsync(TemporaryFolder folder, GhostNetModel model, ImageSets images, int count)
    {
        var run = folder["run"];
        var set = images.OfSize(count);
        var measured = await MeasuredProcess.RunGhostNetAsync([images.ArePhotographs ? "evaluate" : "predict", "--model", model.Path, "--images", set, "--out", run]);
        var lines = File.ReadLines(Path.Combine(run, "predictions.jsonl")).Select(line => JsonNode.Parse(line)!).Select(p => $"{p["sample"]}\t{p["top"]![0]!["class"]}");
        measured = measured with { Output = string.Join('\n', lines) };
        Directory.Delete(run, recursive: true);
        return measured;
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
