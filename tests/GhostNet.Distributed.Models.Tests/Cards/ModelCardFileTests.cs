using System.Security.Cryptography;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Cards;

public sealed class ModelCardFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Model_without_a_card_has_none() => Assert.Null(ModelCardFile.Find(Model("x")));

    [Fact]
    public void Own_card_comes_before_the_shared_one()
    {
        var model = Model("x");
        WriteCard("card.json", "shared", model);
        WriteCard("x.card.json", "own", model);

        Assert.Equal("own", ModelCardFile.Find(model)?.Name);
    }

    [Fact]
    public void Shared_card_is_taken_by_digest()
    {
        var (x, y) = (Model("x"), Model("y"));
        WriteCard("card.json", "of-x", x);

        Assert.Equal("of-x", ModelCardFile.Find(x)?.Name);
        Assert.Null(ModelCardFile.Find(y));
    }

    [Fact]
    public void Own_card_of_other_bytes_is_an_error()
    {
        var model = Model("x");
        WriteCard("x.card.json", "old", model);
        folder.Write("x.onnx", "retrained");

        var refusal = Assert.Throws<InvalidModelCardException>(() => ModelCardFile.Find(model));

        Assert.Contains("x.card.json", refusal.Message);
        Assert.Contains("import it again", refusal.Message);
    }

    [Fact]
    public void Unreadable_card_is_an_error_that_names_the_file()
    {
        var model = Model("x");
        folder.Write("card.json", "{");

        Assert.Contains(folder["card.json"], Assert.Throws<InvalidModelCardException>(() => ModelCardFile.Find(model)).Message);
    }

    [Fact]
    public void Oversized_card_is_an_error()
    {
        var model = Model("x");
        folder.Write("card.json", new byte[ModelCardText.MaxBytes + 1]);

        Assert.Contains("at most", Assert.Throws<InvalidModelCardException>(() => ModelCardFile.Find(model)).Message);
    }

    [Fact]
    public void New_card_goes_to_card_json_unless_that_is_anothers()
    {
        var (x, y) = (Model("x"), Model("y"));
        Assert.Equal(folder["card.json"], ModelCardFile.PathForWriting(x));

        WriteCard("card.json", "of-y", y);
        Assert.Equal(folder["x.card.json"], ModelCardFile.PathForWriting(x));
        Assert.Equal(folder["card.json"], ModelCardFile.PathForWriting(y));

        File.Delete(y);
        Assert.Equal(folder["card.json"], ModelCardFile.PathForWriting(x));
    }

    [Fact]
    public void New_card_replaces_the_own_one_and_never_a_file_that_is_no_card()
    {
        var x = Model("x");
        folder.Write("card.json", "{\"suit\":\"spades\"}");
        Assert.Equal(folder["x.card.json"], ModelCardFile.PathForWriting(x));

        File.Delete(folder["card.json"]);
        WriteCard("x.card.json", "own", x);
        Assert.Equal(folder["x.card.json"], ModelCardFile.PathForWriting(x));
    }

    public void Dispose() => folder.Dispose();

    private string Model(string name) => folder.Write($"{name}.onnx", $"model {name}");

    private void WriteCard(string file, string name, string model) => folder.Write(
        file,
        (SampleCards.Full with { Name = name, Digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model))) }).ToJson());
}
