using CsCheck;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

public class BlobNameTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("/etc/passwd", "begins with a slash")]
    [InlineData("../x", "'..'")]
    [InlineData("a/../../x", "'..'")]
    [InlineData("a/..", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("a//b", "empty segment")]
    [InlineData("a/", "empty segment")]
    [InlineData("a\\..\\b", "backslash at position 1")]
    [InlineData("a\nb", "U+000A at position 1")]
    [InlineData("a\0b", "U+0000")]
    public void A_name_that_could_leave_the_store_is_refused_with_the_reason(string text, string reason)
    {
        Assert.Contains(reason, Assert.Throws<FormatException>(() => BlobName.Parse(text)).Message);
        Assert.False(BlobName.TryParse(text, out _));
    }

    [Fact]
    public void Half_a_surrogate_pair_and_1025_characters_are_refused()
    {
        Assert.Contains("surrogate", BlobName.Fault("a\uD83Db"));
        Assert.Contains("1025 characters, more than 1024", BlobName.Fault(new string('a', 1025)));
        Assert.Null(BlobName.Fault(new string('a', 1024)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("n01440764/ILSVRC2012_val_00000293.JPEG")]
    [InlineData("Straße im Winter/寿司 …(1).jpg")]
    [InlineData("...")]
    [InlineData("a/..b/c..")]
    [InlineData(".hidden")]
    public void Ordinary_file_names_are_names(string text) => Assert.Equal(text, BlobName.Parse(text).Value);

    [Fact]
    public void Whatever_parses_stays_below_the_root() => Gen.OneOf(Gen.String["./\\a:\0 "], Gen.String).Sample(text =>
        !BlobName.TryParse(text, out var name) || Path.GetFullPath(Path.Join("/root", name.Value)) == "/root/" + text);

    [Fact]
    public void The_default_names_nothing() => Assert.Throws<InvalidOperationException>(() => default(BlobName).Value);

    [Fact]
    public void The_order_is_that_of_UTF8_bytes() => Gen.Select(Gen.String, Gen.String).Sample((a, b) =>
    {
        if (BlobName.Fault(a) is not null || BlobName.Fault(b) is not null)
        {
            return true;
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
        return Math.Sign(Utf8Order.Comparer.Compare(a, b)) == Math.Sign(bytes);
    });
}
