using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Tests.Runs;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("squeezenet1_1", "squeezenet1_1")]
    [InlineData("my model (2)", "my-model--2")]
    [InlineData("日本", "unnamed")]
    [InlineData("", "unnamed")]
    [InlineData("..", "unnamed")]
    [InlineData(".hidden", "hidden")]
    [InlineData("ünï", "n")]
    public void Keeps_what_is_safe_and_replaces_the_rest(string fileName, string name) => Assert.Equal(name, SafeName.From(fileName));

    [Fact]
    public void Is_at_most_64_characters_and_does_not_end_in_a_separator()
    {
        Assert.Equal(new string('a', 63), SafeName.From(new string('a', 63) + "-" + "bcd"));
        Assert.Equal(64, SafeName.From(new string('a', 200)).Length);
    }
}
