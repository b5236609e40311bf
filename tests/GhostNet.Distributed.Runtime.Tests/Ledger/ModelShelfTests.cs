using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Ledger;

public sealed class ModelShelfTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelShelf _shelf;

    public ModelShelfTests() => _shelf = new ModelShelf(new JobLedgers(new FolderBlobStore(_folder.Path)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ModelFile => _folder["models", "tiny", TinyModel.Card.Digest, "model.onnx"];

    [Fact]
    public async Task A_published_model_reads_back()
    {
        var model = await PublishAsync(TinyModel.Card);
        Assert.Equal(TinyModel.Onnx, await _shelf.ReadWeightsAsync(model, Cancel));
        Assert.Equal(TinyModel.Card.ToJson(), (await _shelf.ReadCardAsync(model, Cancel)).ToJson());
    }

    [Fact]
    public async Task A_model_published_twice_is_the_same_model() => Assert.Equal(await PublishAsync(TinyModel.Card), await PublishAsync(TinyModel.Card));

    [Fact]
    public async Task A_model_with_another_card_is_refused_and_the_first_card_stays()
    {
        var model = await PublishAsync(TinyModel.Card);
        await Assert.ThrowsAsync<LedgerException>(() => PublishAsync(TinyModel.Card with { Weights = new WeightsOrigin("other.pth", new string('0', 64), "pytorch") }));
        Assert.Equal(TinyModel.Card.ToJson(), await _shelf.ReadCardJsonAsync(model, Cancel));
    }

    [Fact]
    public async Task A_publication_that_was_interrupted_between_card_and_weights_is_finished_by_the_next()
    {
        var model = await PublishAsync(TinyModel.Card);
        File.Delete(ModelFile);
        await PublishAsync(TinyModel.Card);
        Assert.Equal(TinyModel.Onnx, await _shelf.ReadWeightsAsync(model, Cancel));
    }

    [Fact]
    public async Task Damaged_weights_are_told_by_the_name_of_their_blob()
    {
        var model = await PublishAsync(TinyModel.Card);
        await File.AppendAllTextAsync(ModelFile, "x", Cancel);
        var e = await Assert.ThrowsAsync<LedgerException>(() => _shelf.ReadWeightsAsync(model, Cancel));
        Assert.Contains($"models/tiny/{model.Digest}/model.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variants_are_found_by_their_target_and_are_no_part_of_the_card()
    {
        var model = await PublishAsync(TinyModel.Card with { Variants = [new ModelVariant("avx512", "tiny.avx512.onnx", new string('0', 64))] });
        await _shelf.PublishVariantAsync(model, "avx512", TinyModel.Avx512, Cancel);

        var (digest, onnx) = Assert.NotNull(await _shelf.TryReadVariantAsync(model, "avx512", Cancel));
        Assert.Equal((Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(onnx)), TinyModel.Avx512.Length), (digest, onnx.Length));
        Assert.Null(await _shelf.TryReadVariantAsync(model, "avx2", Cancel));
        Assert.Null(await _shelf.TryReadVariantAsync(model, "avx", Cancel));
        Assert.Equal(TinyModel.Card.ToJson(), await _shelf.ReadCardJsonAsync(model, Cancel));
    }

    [Fact]
    public async Task A_damaged_variant_is_passed_over_and_a_sound_one_can_be_published_beside_it()
    {
        var model = await PublishAsync(TinyModel.Card);
        _folder.Write($"models/tiny/{model.Digest}/variants/avx512-{new string('0', 64)}.onnx", "damaged");
        _folder.Write($"models/tiny/{model.Digest}/variants/avx512-odd.onnx", "not ours");
        Assert.Null(await _shelf.TryReadVariantAsync(model, "avx512", Cancel));

        await _shelf.PublishVariantAsync(model, "avx512", TinyModel.Avx512, Cancel);
        Assert.Equal(TinyModel.Avx512, (await _shelf.TryReadVariantAsync(model, "avx512", Cancel))?.Onnx);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_told_by_its_name()
    {
        var e = await Assert.ThrowsAsync<LedgerException>(() => _shelf.ReadCardAsync(new ModelRef("tiny", new string('0', 64)), Cancel));
        Assert.Contains("Model tiny is not in", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ModelRef> PublishAsync(ModelCard card) => _shelf.PublishAsync(new MemoryStream(TinyModel.Onnx), card, Cancel);
}
