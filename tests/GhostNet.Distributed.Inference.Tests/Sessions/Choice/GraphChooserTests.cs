using System.Security.Cryptography;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Sessions.Choice;

/// <summary>Real graphs of a small network, and a clock that gives each the time that a test wants it to take.</summary>
public sealed class GraphChooserTests : IDisposable
{
    private const int Side = 64;

    // By a clock on which every run takes as long, the largest batch costs least an image.
    private const int Fastest = 8;
    private static readonly GhostNetSpecification Network = GhostNetSpecification.Create(0.1, classes: 10);

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<(byte[] Plain, ModelCard Card, LaidOutGraph Variant)> _model;
    private int _measurements;
    private TimeSpan _now;

    public GraphChooserTests() => _model = new(() => Import(seed: 1));

    private ModelCard Card => _model.Value.Card;

    private LaidOutGraph Variant => _model.Value.Variant;

    private string CacheFile => Assert.Single(Directory.GetFiles(_folder["cache"]));

    [Fact]
    public void The_graph_for_the_instruction_set_is_used_and_answers_as_the_plain_one()
    {
        Assert.Equal((GraphTarget.Avx512, Fastest), Choose(Variant));
        using var plain = Chooser().Choose(Card, _model.Value.Plain, null, default).Session;
        using var chosen = Chooser().Choose(Card, _model.Value.Plain, Variant, default).Session;
        Assert.Null(GraphCheck.Difference(Answer(plain), Answer(chosen)));
    }

    [Fact]
    public void A_model_without_a_graph_for_the_processor_runs_its_plain_one() => Assert.Equal((GraphTarget.Plain, Fastest), Choose(null));

    [Fact]
    public void A_graph_that_answers_otherwise_is_refused()
    {
        var other = Import(seed: 2).Variant;

        Assert.Equal((GraphTarget.Plain, Fastest), Choose(other, warning: "is not used, the plain one is: its answer to a test image differs by"));
        Assert.Equal((GraphTarget.Plain, 3), Choose(other, new(GraphTarget.Avx512, 3), warning: "differs by"));
    }

    [Fact]
    public void A_damaged_graph_is_refused() =>
        Assert.Equal((GraphTarget.Plain, Fastest), Choose(Variant with { Onnx = Variant.Onnx[..(Variant.Onnx.Length / 2)] }, warning: "cannot be loaded by ONNX Runtime"));

    [Fact]
    public void A_graph_for_another_image_size_than_the_recipes_is_refused() =>
        Assert.Equal((GraphTarget.Plain, Fastest), Choose(Variant, warning: "the recipe's crop is 96 pixels, the graph's input 64", card: Card with { Recipe = Recipe.ForInputSize(96) }));

    [Fact]
    public void What_was_asked_for_is_used_unmeasured()
    {
        Assert.Equal((GraphTarget.Plain, 3), Choose(Variant, new(GraphTarget.Plain, 3)));
        Assert.Equal((GraphTarget.Avx512, 9), Choose(Variant, new(GraphTarget.Avx512, 9)));
        Assert.Equal(0, _measurements);
    }

    [Fact]
    public void A_target_that_the_model_has_no_graph_for_is_told_and_the_plain_one_used() =>
        Assert.Equal((GraphTarget.Plain, Fastest), Choose(null, new(GraphTarget.Arm64, null), warning: "has no graph for arm64; the plain one is used"));

    [Fact]
    public void A_model_is_measured_once_on_a_machine()
    {
        Choose(Variant);
        Choose(Variant);
        Choose(Variant, new(null, 2));
        Assert.Equal(1, _measurements);

        Choose(Variant, processor: "another");
        Assert.Equal(2, _measurements);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"key\":null,\"model\":null}")]
    [InlineData("half")]
    public void A_damaged_cache_is_measured_again_and_mended(string damage)
    {
        Choose(Variant);
        var sound = File.ReadAllText(CacheFile);
        File.WriteAllText(CacheFile, damage == "half" ? sound[..(sound.Length / 2)] : damage);

        Assert.Equal((GraphTarget.Avx512, Fastest), Choose(Variant));
        Assert.Equal((2, true), (_measurements, File.ReadAllText(CacheFile).Length > sound.Length / 2));
    }

    [Fact]
    public void A_kept_measurement_does_not_vouch_for_a_graph()
    {
        Choose(Variant);

        // The same digest, as a cache that was copied or tampered with would have it.
        var other = Import(seed: 2).Variant with { Digest = Variant.Digest };
        Assert.Equal((GraphTarget.Plain, Fastest), Choose(other, warning: "differs by"));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_to_costs_time_and_nothing_else()
    {
        _folder.Write("cache", "a file where the folder should be");

        Assert.Equal((GraphTarget.Avx512, Fastest), Choose(Variant, warning: "could not be kept, and will be made again"));
    }

    [Fact]
    public void A_real_measurement_chooses_one_of_the_graphs_and_one_of_the_batch_sizes()
    {
        var chooser = new GraphChooser(_folder["cache"], "test", GraphTarget.Avx512);

        var chosen = chooser.Choose(Card, _model.Value.Plain, Variant, default);
        using var session = chosen.Session;

        Assert.Contains(chosen.Target, (GraphTarget[])[GraphTarget.Plain, GraphTarget.Avx512]);
        Assert.Contains(chosen.BatchSize, GraphMeasurement.BatchSizes);
        Assert.Empty(chosen.Warnings);
        using var again = chooser.Choose(Card, _model.Value.Plain, Variant, default).Session;
        Assert.Equal((chosen.Target, chosen.BatchSize, chosen.Reason), Repeat(chooser));
    }

    [Fact]
    public void The_cache_is_where_the_desktop_standard_says() =>
        Assert.EndsWith(Path.Combine("ghostnet", "graphs"), GraphChooser.DefaultCacheFolder, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private (GraphTarget Target, int Batch, string Reason) Repeat(GraphChooser chooser)
    {
        var chosen = chooser.Choose(Card, _model.Value.Plain, Variant, default);
        chosen.Session.Dispose();
        return (chosen.Target, chosen.BatchSize, chosen.Reason);
    }

    private (GraphTarget Target, int Batch) Choose(LaidOutGraph? variant, GraphWish wish = default, string? warning = null, ModelCard? card = null, string processor = "test")
    {
        var chosen = Chooser(processor).Choose(card ?? Card, _model.Value.Plain, variant, wish);
        chosen.Session.Dispose();
        if (warning is null)
        {
            Assert.Empty(chosen.Warnings);
        }
        else
        {
            Assert.Contains(warning, Assert.Single(chosen.Warnings), StringComparison.Ordinal);
        }

        return (chosen.Target, chosen.BatchSize);
    }

    /// <summary>Every run takes a millisecond; and the first look at the clock is a measurement's begin.</summary>
    private GraphChooser Chooser(string processor = "test")
    {
        var isMeasuring = false;
        return new(_folder["cache"], processor, GraphTarget.Avx512)
        {
            Clock = () =>
            {
                _measurements += isMeasuring ? 0 : 1;
                isMeasuring = true;
                return _now += TimeSpan.FromMilliseconds(1);
            },
        };
    }

    private static float[] Answer(Inference.Sessions.ModelSession session)
    {
        using var batch = session.CreateBatch(1);
        batch.Run(1);
        return batch.Scores(0).ToArray();
    }

    private (byte[] Plain, ModelCard Card, LaidOutGraph Variant) Import(int seed)
    {
        var path = _folder[$"m{seed}.onnx"];
        var written = new ModelImport { Specification = Network, Weights = RandomWeights.For(Network, seed), Name = "m", InputSize = Side }.WriteTo(path);
        var variant = ModelVariantFiles.TryRead(path, written.Card.Variants!.Value.Single(v => v.Target == "avx512"))!;
        return (File.ReadAllBytes(path), written.Card, new(GraphTarget.Avx512, Convert.ToHexStringLower(SHA256.HashData(variant)), variant));
    }
}
