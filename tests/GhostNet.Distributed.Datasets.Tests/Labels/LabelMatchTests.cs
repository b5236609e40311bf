using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Datasets.Tests.Labels;

public class LabelMatchTests
{
    [Theory]
    [InlineData("val/x.JPEG")]
    [InlineData("./val/x.JPEG")]
    [InlineData("x.JPEG")]
    [InlineData("x")]
    public void A_name_is_a_path_else_a_file_name_else_a_stem(string name) => Assert.Equal([7, null], Match($"{name} 7", "val/x.JPEG", "val/y.JPEG").Samples.Select(s => s.Label));

    [Fact]
    public void A_path_goes_before_a_file_name_of_the_same_text() => Assert.Equal([null, 7], Match("x.jpg 7", "a/x.jpg", "x.jpg").Samples.Select(s => s.Label));

    [Fact]
    public void Labels_go_by_name_and_never_by_position() => Assert.Equal([1, 2, 3], Match("c.jpg 3\na.jpg 1\nb.jpg 2", "a.jpg", "b.jpg", "c.jpg").Samples.Select(s => s.Label));

    [Fact]
    public void What_has_no_partner_is_counted_and_named()
    {
        var match = Match("a.jpg 1\ngone.jpg 2", "a.jpg", "b.jpg", "c.jpg");

        Assert.Equal(new CountedNames(2, ["b.jpg", "c.jpg"]), match.Unlabelled);
        Assert.Equal(new CountedNames(1, ["gone.jpg"]), match.WithoutFile);
    }

    [Theory]
    [InlineData("x.jpg 7", "a/x.jpg", "b/x.jpg")]
    [InlineData("x 7", "x.jpg", "x.png")]
    public void An_ambiguous_name_names_both(string label, string first, string second)
    {
        var e = Assert.Throws<LabelFileException>(() => Match(label, first, second));

        Assert.Contains($"which is both '{first}' and '{second}'; give the path below the dataset's folder", e.Message);
    }

    [Fact]
    public void Two_labels_of_one_file_name_both_lines_and_the_same_label_twice_is_fine()
    {
        var e = Assert.Throws<LabelFileException>(() => Match("a.jpg 1\nb.jpg 2\na 3", "a.jpg", "b.jpg"));

        Assert.Contains("lines 1 and 3 give 'a.jpg' two labels, 1 and 3", e.Message);
        Assert.Equal(1, Match("a.jpg 1\na 1", "a.jpg").Samples[0].Label);
    }

    private static LabelMatch Match(string labels, params string[] paths) =>
        LabelMatch.Of(LabelFile.Parse(labels, "labels", new LabelVocabulary()), [.. paths.Select(p => new ManifestSample(p, null, 1))]);
}
