using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting.Tests.Predictions;

public class ClassLabelsTests
{
    private static readonly ClassLabels Labels = ClassLabels.Of(JsonNode.Parse(Ledgers.Card));

    [Fact]
    public void A_class_has_the_id_and_name_at_its_place_in_the_card() => Assert.Equal(("n02", "goldfish"), (Labels.IdOf(1), Labels.NameOf(1)));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void A_class_that_the_card_does_not_list_has_neither(int index) => Assert.Equal((null, null), (Labels.IdOf(index), Labels.NameOf(index)));

    [Fact]
    public void Without_a_card_there_are_no_names() => Assert.Null(ClassLabels.Of(null).NameOf(0));
}
