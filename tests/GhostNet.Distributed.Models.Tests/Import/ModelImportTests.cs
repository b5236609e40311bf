using System.Security.Cryptography;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Models.Tests.Checkpoints;
using GhostNet.Distributed.Models.Tests.Onnx;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Import;

public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Import_writes_a_model_that_runs_and_a_card_that_belongs_to_it()
    {
        var import = ModelImport.Of(FixtureCheckpoints.Read(FixtureCheckpoints.Legacy), FixtureCheckpoints.Specification, "ghostnet-0.1x") with
        {
            InputSize = 64,
            Labels = [.. Enumerable.Range(0, 10).Select(i => new ClassLabel($"c{i}", $"class {i}"))],
        };

        var imported = import.WriteTo(folder["ghostnet.onnx"]);

        Assert.Equal(["card.json", "ghostnet.avx2.onnx", "ghostnet.avx512.onnx", "ghostnet.onnx"], Names());
        var model = File.ReadAllBytes(imported.ModelPath);
        var logits = OnnxRuntime.Run(model, FixtureCheckpoints.Input(), batch: 2, size: 64);
        Assert.InRange(OnnxRuntime.LargestDifference(FixtureCheckpoints.ReferenceLogits(FixtureCheckpoints.Legacy), logits), 0, 1e-5);
        var card = ModelCardFile.Find(imported.ModelPath);
        Assert.NotNull(card);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(model)), card.Digest);
        Assert.Equal((Recipe.ForInputSize(64), "input", "logits", 10), (card.Recipe, card.Input.Name, card.Output.Name, card.Output.Classes));
        Assert.Equal(new("ghostnet-w010-c10.legacy.pth", "329d28c657dbd237bdabf15260693970ef6de549ecff034b347a77002d08720f", "pytorch-legacy"), card.Weights);
        var profile = NetworkProfile.Of(FixtureCheckpoints.Specification, 64);
        Assert.Equal((0.1, 2, 3, 64, 172_330L, profile.MultiplyAdds), (
            card.Architecture!.Width, card.Architecture.Ratio, card.Architecture.CheapKernel, card.Architecture.InputSize, card.Architecture.Parameters, card.Architecture.MultiplyAdds));
        Assert.Equal("class 9", card.Labels[9].Name);
    }

    [Fact]
    public void Second_model_in_a_folder_gets_a_card_of_its_own_and_a_second_import_replaces_the_first()
    {
        Random(seed: 1).WriteTo(folder["a.onnx"]);
        Random(seed: 2).WriteTo(folder["b.onnx"]);
        Random(seed: 3).WriteTo(folder["a.onnx"]);

        Assert.Equal(["a.onnx", "b.card.json", "b.onnx", "card.json"], Names().Where(name => !name.Contains(".avx", StringComparison.Ordinal)));
        Assert.NotNull(ModelCardFile.Find(folder["a.onnx"]));
        Assert.NotNull(ModelCardFile.Find(folder["b.onnx"]));
    }

    [Fact]
    public void Import_writes_the_graphs_for_kinds_of_processors_beside_the_model_and_lists_them_on_the_card()
    {
        var import = ModelImport.Of(FixtureCheckpoints.Read(FixtureCheckpoints.OtherRatio), FixtureCheckpoints.SpecificationOf(FixtureCheckpoints.OtherRatio), "s3") with { InputSize = 64 };

        var path = import.WriteTo(folder["m.onnx"]).ModelPath;

        var variants = ModelCardFile.Find(path)!.Variants!.Value;
        Assert.Equal(["m.avx512.onnx", "m.avx2.onnx", "m.arm64.onnx"], variants.Select(variant => variant.File));
        Assert.All(variants, variant =>
        {
            var logits = OnnxRuntime.Run(ModelVariantFiles.TryRead(path, variant)!, FixtureCheckpoints.Input(), batch: 2, size: 64);
            Assert.InRange(OnnxRuntime.LargestDifference(FixtureCheckpoints.ReferenceLogits(FixtureCheckpoints.OtherRatio), logits), 0, 1e-5);
        });
    }

    [Fact]
    public void A_variant_that_is_gone_or_another_is_not_read()
    {
        var imported = Random(seed: 1).WriteTo(folder["a.onnx"]);
        var variants = imported.Card.Variants!.Value;
        File.AppendAllText(folder[variants[0].File], "x");
        File.Delete(folder[variants[1].File]);

        Assert.Null(ModelVariantFiles.TryRead(imported.ModelPath, variants[0]));
        Assert.Null(ModelVariantFiles.TryRead(imported.ModelPath, variants[1]));
    }

    [Fact]
    public void Failed_import_leaves_what_was_there_and_nothing_else()
    {
        folder.Write("a.onnx", "old");

        Assert.Throws<CheckpointMismatchException>(() => (Random(seed: 1) with { Specification = GhostNetSpecification.Create(0.5) }).WriteTo(folder["a.onnx"]));
        Assert.Throws<InvalidModelCardException>(() => (Random(seed: 1) with { Name = "a/b" }).WriteTo(folder["a.onnx"]));
        Assert.Throws<InvalidModelCardException>(() => (Random(seed: 1) with { InputSize = 0 }).WriteTo(folder["a.onnx"]));
        Assert.Throws<InvalidModelCardException>(() => (Random(seed: 1) with { Labels = [new("only", "one")] }).WriteTo(folder["a.onnx"]));

        Assert.Equal(["a.onnx"], Names());
        Assert.Equal("old", File.ReadAllText(folder["a.onnx"]));
    }

    [Fact]
    public void Import_onto_a_folder_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(folder["a.onnx"]);
        Assert.ThrowsAny<Exception>(() => Random(seed: 1).WriteTo(folder["a.onnx"]));
        Directory.CreateDirectory(folder["card.json"]);
        Assert.Throws<IOException>(() => Random(seed: 1).WriteTo(folder["b.onnx"]));
        Directory.Delete(folder["card.json"]);
        Directory.CreateDirectory(folder["c.avx512.onnx"]);
        Assert.Throws<IOException>(() => Random(seed: 1).WriteTo(folder["c.onnx"]));

        Assert.Equal(["a.onnx", "c.avx512.onnx"], Names());
    }

    [Fact]
    public void Import_into_an_absent_folder_is_an_input_output_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => Random(seed: 1).WriteTo(folder["absent", "a.onnx"]));

    public void Dispose() => folder.Dispose();

    private static ModelImport Random(int seed) => new()
    {
        Specification = FixtureCheckpoints.Specification,
        Weights = RandomWeights.For(FixtureCheckpoints.Specification, seed),
        Name = "random",
    };

    private IEnumerable<string> Names() => Directory.EnumerateFileSystemEntries(folder.Path).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);
}
