using System.Globalization;
using System.Text;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Cards;

public sealed class ModelCardTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Text_is_the_golden_one_under_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var golden = File.ReadAllText(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Models.Tests", "Cards", "golden.card.json"));

            Assert.Equal(golden, SampleCards.Full.ToJson());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Card_survives_writing_and_reading()
    {
        var card = Parse(SampleCards.Full.ToJson());

        Assert.Equal(SampleCards.Full.Labels.ToArray(), card.Labels.ToArray());
        Assert.Equal(SampleCards.Full with { Labels = [] }, card with { Labels = [] });
    }

    [Fact]
    public void Smallest_card_has_defaults()
    {
        var card = Parse($$$"""{"name":"x","digest":"{{{new string('0', 64)}}}","recipe":{},"input":{"name":"data"},"output":{"name":"prob","width":1001}}""");

        Assert.Equal((224, InputElement.Float32, 0, 1001), (card.Recipe.Crop, card.Input.Element, card.Output.FirstClass, card.Output.Classes));
        Assert.Empty(card.Labels);
        Assert.Null(card.Architecture);
    }

    [Theory]
    [InlineData("\"name\":", "\"nmae\":", "nmae")]
    [InlineData("\"crop\":", "\"corp\":", "corp")]
    [InlineData("\"schemaVersion\": 1,", "\"schemaVersion\": 1, \"schemaVersion\": 1,", "schemaVersion")]
    [InlineData("\"Nchw\"", "\"Chwn\"", "layout")]
    [InlineData("\"name\": \"input\",", "", "name")]
    [InlineData("\"name\": \"input\"", "\"name\": null", "name")]
    [InlineData("\"recipe\": {", "\"architecture\": {", "architecture")]
    [InlineData("}\n", "", "not readable")]
    public void Unknown_repeated_missing_and_null_members_are_refused(string text, string replacement, string told)
    {
        var json = SampleCards.Full.ToJson();
        Assert.Contains(text, json);

        Assert.Contains(told, Assert.Throws<InvalidModelCardException>(() => Parse(json.Replace(text, replacement))).Message);
    }

    [Theory]
    [InlineData("recipe")]
    [InlineData("input")]
    [InlineData("output")]
    [InlineData("digest")]
    public void Required_members_have_no_default(string member)
    {
        var card = System.Text.Json.Nodes.JsonNode.Parse(SampleCards.Full.ToJson())!.AsObject();
        Assert.True(card.Remove(member));

        Assert.Contains(member, Assert.Throws<InvalidModelCardException>(() => Parse(card.ToJsonString())).Message);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var card = SampleCards.Full with
        {
            SchemaVersion = 2,
            Name = "../x",
            Digest = new string('A', 64),
            Recipe = new() { Resize = 100, Crop = 224 },
            Input = new() { Name = "", Element = (InputElement)7, FixedBatch = 0 },
            Output = new() { Name = "logits", Width = 3, FirstClass = 3 },
            Labels = [new("a", "x"), new("a", "y")],
            Weights = new("f", "", "zip"),
        };

        var message = Assert.Throws<InvalidModelCardException>(() => card.ToJson()).Message;

        Assert.All(
            (string[])[
                "schemaVersion is 2", "name is '../x'", "digest is 'AAAA", "resize is 100, smaller than crop 224", "input.name is ''", "input.element is 7", "input.fixedBatch is 0",
                "output.firstClass is 3", "2 labels for 0 classes", "label id a occurs 2 times", "architecture.classes is 2", "weights.digest is ''",
            ],
            fault => Assert.Contains(fault, message));
    }

    [Fact]
    public void Null_and_oversized_cards_are_refused()
    {
        Assert.Contains("null", Assert.Throws<InvalidModelCardException>(() => Parse("null")).Message);
        Assert.Contains("label", Assert.Throws<InvalidModelCardException>(() => Parse(SampleCards.Full.ToJson().Replace("\"labels\": [", "\"labels\": [null, "))).Message);
        Assert.Contains("bytes", Assert.Throws<InvalidModelCardException>(() => ModelCardText.Parse(new byte[ModelCardText.MaxBytes + 1])).Message);
    }

    [Fact]
    public void Variants_are_read_back_and_a_card_without_them_does_not_name_them()
    {
        ModelVariant[] variants = [new("avx512", "m.avx512.onnx", new string('1', 64)), new("of2030", "m.of2030.onnx", new string('2', 64))];

        Assert.Equal(variants, Parse((SampleCards.Full with { Variants = [.. variants] }).ToJson()).Variants!.Value.AsEnumerable());
        Assert.DoesNotContain("variants", SampleCards.Full.ToJson());
        Assert.Null(Parse(SampleCards.Full.ToJson()).Variants);
    }

    [Theory]
    [InlineData("avx512", "../m.onnx")]
    [InlineData("avx512", "a\\m.onnx")]
    [InlineData("avx512", "..")]
    [InlineData("avx512", "")]
    [InlineData("AVX 512", "m.onnx")]
    public void A_variant_whose_file_may_lie_elsewhere_or_whose_target_is_no_word_is_refused(string target, string file) =>
        Assert.Contains(target, Assert.Throws<InvalidModelCardException>(() => (SampleCards.Full with { Variants = [new(target, file, new string('1', 64))] }).ToJson()).Message);

    [Fact]
    public void Two_variants_for_one_target_are_refused()
    {
        var variant = new ModelVariant("avx2", "m.onnx", new string('1', 64));

        Assert.Contains("2 variants for avx2", Assert.Throws<InvalidModelCardException>(() => (SampleCards.Full with { Variants = [variant, variant] }).ToJson()).Message);
        Assert.Contains("variant", Assert.Throws<InvalidModelCardException>(() => Parse((SampleCards.Full with { Variants = [variant] }).ToJson().Replace("\"variants\": [", "\"variants\": [null, "))).Message);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00x")]
    public void Text_that_is_no_Unicode_is_refused(string escape) =>
        Assert.Contains("no Unicode", Assert.Throws<InvalidModelCardException>(() => Parse(SampleCards.Full.ToJson().Replace("\"name\": \"", $"\"name\": \"{escape}"))).Message);

    [Fact]
    public void A_name_of_a_member_that_is_no_UTF8_is_refused() => Assert.Throws<InvalidModelCardException>(() => ModelCardText.Parse([.. "{\"n"u8, 0xff, .. "\":1}"u8]));

    private static ModelCard Parse(string json) => ModelCardText.Parse(Encoding.UTF8.GetBytes(json));
}
