using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Decoding;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>One model, one dataset, one recipe: one digest, whatever decodes and however many threads there are.</summary>
public sealed class PredictionsDigestTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Fixtures_and_broken_files_have_one_digest_by_every_decoder_and_number_of_threads()
    {
        var random = new Random(1);
        var graph = new TinyClassifier { Weights = [.. Enumerable.Range(0, 40).Select(_ => new[] { random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f })] };
        using var session = ModelSession.Load(graph.ToBytes(), new()
        {
            Name = "tiny",
            Digest = new string('0', 64),
            Recipe = Recipe.ForInputSize(32),
            Input = new() { Name = "image" },
            Output = new() { Name = "scores", Width = graph.Classes },
        });
        byte[][] sound = [.. PreprocessFixture.All.Select(f => f.Bytes)];
        await ExpectOneDigestAsync(session, [.. sound, [], "no image"u8.ToArray(), .. sound.Select(bytes => bytes[..^50]), .. sound.Select(bytes => bytes[..300])], predicted: sound.Length, distinct: 4);
    }

    [Fact]
    public async Task Photographs_have_one_digest_by_every_decoder_and_number_of_threads()
    {
        var path = Path.Combine(SharedData.Models, "squeezenet1_1.onnx");
        using var session = ModelSession.Load(path, ModelInspector.Describe(path, "squeezenet1_1").Card);
        var files = Directory.GetFiles(Path.Combine(SharedData.ImagenetSample, "images"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 3 == 0);

        await ExpectOneDigestAsync(session, [.. files.Select(File.ReadAllBytes)], predicted: 67, distinct: 40);
    }

    private static async Task ExpectOneDigestAsync(ModelSession session, byte[][] samples, int predicted, int distinct)
    {
        Dictionary<string, string> digests = [];
        foreach (var codec in NativeCodec.Available)
        {
            foreach (var (threads, batch) in new[] { (1, 1), (2, 4), (5, 3) })
            {
                await using var pipeline = new InferencePipeline(session, new() { Threads = threads, BatchSize = batch, Jpeg = codec });
                var outcomes = await Task.WhenAll(samples.Select(sample => pipeline.ClassifyAsync(sample, TestContext.Current.CancellationToken))).WaitAsync(Soon, TestContext.Current.CancellationToken);

                // That there is something to tell apart.
                Assert.Equal(predicted, outcomes.Count(o => o.IsPredicted));
                Assert.InRange(outcomes.Select(o => o.Prediction?.Top[0].Class).Distinct().Count(), distinct, samples.Length);
                digests.Add($"{codec}, {threads} threads, batch {batch}", Digest(outcomes));
            }
        }

        Assert.Equal(digests.ToDictionary(d => d.Key, _ => digests.Values.First()), digests);
    }

    // As the report's digest: the top-1 class or the kind of failure of each sample, in order.
    private static string Digest(SampleOutcome[] outcomes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', outcomes.Select(o => o.Prediction?.Top[0].Class.ToString(CultureInfo.InvariantCulture) ?? o.Fault!.Kind.ToString())))));
}
