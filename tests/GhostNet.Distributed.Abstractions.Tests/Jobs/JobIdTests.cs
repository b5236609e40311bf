namespace GhostNet.Distributed.Abstractions.Tests.Jobs;

public class JobIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("imagenet-val_2024.01")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl")]
    public void An_id_is_the_text_it_was_read_from(string text) => Assert.Equal(text, JobId.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("A")]
    [InlineData("aB")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm")]
    public void Text_that_is_no_id_is_refused_with_what_one_is(string text)
    {
        Assert.False(JobId.TryParse(text, out _));
        Assert.Equal(
            $"'{text}' is not a job id: expected 1 to 64 lower-case letters, digits, '.', '-' or '_', starting with a letter or digit.",
            Assert.Throws<FormatException>(() => JobId.Parse(text)).Message);
    }

    [Fact]
    public void Nothing_is_no_id() => Assert.False(JobId.TryParse(null, out _));
}
