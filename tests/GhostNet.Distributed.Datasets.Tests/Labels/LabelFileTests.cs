using System.Globalization;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Labels;

public class LabelFileTests
{
    private static readonly ClassList Fish = ClassList.Parse("n01440764 tench, Tinca tinca\nn01443537 goldfish\nn01484850 great white shark\n", "classes");
    private static readonly ClassList Thousand = ClassList.Parse(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"n{i:D8} class {i}")), "classes");
    private static readonly ClassList Map = ClassList.Parse(string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"n{i:D8} {1000 - i} class_{i}")), "map_clsloc.txt");

    [Theory]
    [InlineData("x.jpg 2\ny.jpg 0\n")]
    [InlineData("\uFEFFx.jpg\t2\r\n\r\ny.jpg\t0\r\n")]
    [InlineData("x.jpg n01484850\ny.jpg tench\n")]
    [InlineData("x.jpg\tgreat white shark\ny.jpg\ttinca tinca\n")]
    [InlineData("x.jpg,2\ny.jpg,0\n")]
    [InlineData("x.jpg;2\ny.jpg;0\n")]
    [InlineData("\uFEFFfilename,label\r\nx.jpg,2\r\ny.jpg,0\r\n")]
    [InlineData("image,class\nx.jpg,great_white_shark\ny.jpg,\"tench, Tinca tinca\"\n")]
    [InlineData("Class ID;width;File_Name\n2;10;x.jpg\n0;10;\"y.jpg\"\n")]
    [InlineData("ImageId,PredictionString\nx.jpg,n01484850 1 2 3 4 n01440764 5 6 7 8\ny.jpg,n01440764 9 9 9 9 \n")]
    [InlineData("IMAGEID,PREDICTIONSTRING\nx.jpg,n01484850\ny.jpg,n01440764\n")]
    public void Every_format_gives_names_and_class_indices_under_every_culture(string text) => UnderCulture.Run("tr-TR", () =>
    {
        var file = LabelFile.Parse(text, "labels", new LabelVocabulary(Fish));

        Assert.Equal([("x.jpg", 2), ("y.jpg", 0)], file.Lines.Select(l => (l.Name, l.Label)));
        Assert.Empty(file.Notes);
    });

    [Fact]
    public void A_name_may_have_spaces() => Assert.Equal(
        ("my cat (1).jpg", 2), LabelFile.Parse("my cat (1).jpg 2\n", "labels", new LabelVocabulary()).Lines.Select(l => (l.Name, l.Label)).Single());

    [Theory]
    [InlineData("x.jpg 0\n\nx.jpg 3\n", "line 3 has the label 3; expected 0 to 2, since there are 3 classes")]
    [InlineData("x.jpg -1\n", "line 1 has the label -1; expected 0 to 2")]
    [InlineData("x.jpg 99999999999999999999\n", "line 1 has the label '99999999999999999999'")]
    [InlineData("x.jpg 4294967296\n", "line 1 has the label 4294967296; expected 0 to 2")]
    [InlineData("x.jpg 1.0\n", "line 1 has the label '1.0', which is neither a class index nor an id or unambiguous name of the 3 classes")]
    [InlineData("x.jpg\n", "line 1 is 'x.jpg'; expected a file name, white space and a label")]
    [InlineData("filename,label\n\nx.jpg,5\n", "line 3 has the label 5")]
    [InlineData("filename,label\nx.jpg\n", "line 2 has 1 columns; expected 2")]
    [InlineData("x.jpg,1,2\n", "line 1 has 3 columns; expected 2 (a header such as filename,label says which columns count)")]
    [InlineData("foto,klasse\nx.jpg,1\n", "(a header would be filename,label")]
    [InlineData("filename,label\n,1\n", "line 2 has no file name")]
    [InlineData("filename,label\nx.jpg,1\na\"b,1\n", "line 3 is not CSV")]
    [InlineData("", "it is empty")]
    public void A_fault_names_the_file_and_the_line(string text, string fault)
    {
        var e = Assert.Throws<LabelFileException>(() => LabelFile.Parse(text, "/data/labels.txt", new LabelVocabulary(Fish)));

        Assert.StartsWith("The labels file /data/labels.txt cannot be used: ", e.Message);
        Assert.Contains(fault, e.Message);
    }

    [Fact]
    public void Without_a_class_list_an_id_says_what_to_give() =>
        Assert.Contains("give the model's classes (--classes)", Assert.Throws<LabelFileException>(() => LabelFile.Parse("x.jpg n01440764", "l", new LabelVocabulary())).Message);

    [Fact]
    public void A_number_that_is_both_index_and_another_classs_id_is_refused()
    {
        var digits = ClassList.Parse("1\n2\n3\n", "classes");

        var e = Assert.Throws<LabelFileException>(() => LabelFile.Parse("x.jpg 2\n", "l", new LabelVocabulary(digits)));

        Assert.Contains("line 1 has the label 2, which is both a class index and the id of class 1", e.Message);
    }

    [Fact]
    public void A_ground_truth_of_50000_bare_ids_is_refused_with_the_reason_and_what_to_give()
    {
        foreach (var classes in new[] { Thousand, null })
        {
            var e = Assert.Throws<LabelFileException>(() => LabelFile.Parse(GroundTruth(50_000), "gt.txt", new LabelVocabulary(classes, 1000)));

            Assert.Contains("about 0.1 % top-1", e.Message);
            Assert.Contains("map_clsloc.txt", e.Message);
            Assert.Contains("LOC_val_solution.csv", e.Message);
        }
    }

    [Fact]
    public void With_the_map_as_class_list_or_beside_it_the_ids_are_translated()
    {
        var asList = LabelFile.Parse(GroundTruth(50_000), "gt.txt", new LabelVocabulary(Map, 1000));
        var beside = LabelFile.Parse(GroundTruth(50_000), "gt.txt", new LabelVocabulary(Thousand, 1000), Map);
        var alone = LabelFile.Parse(GroundTruth(50_000), "gt.txt", new LabelVocabulary(null, 1000), Map);

        Assert.Equal((1, "ILSVRC2012_val_00000001.JPEG", 999), (asList.Lines[0].Line, asList.Lines[0].Name, asList.Lines[0].Label));
        Assert.Equal(("ILSVRC2012_val_00050000.JPEG", 0), (asList.Lines[^1].Name, asList.Lines[^1].Label));
        Assert.Equal(asList.Lines, beside.Lines);
        Assert.Equal(asList.Lines, alone.Lines);
        Assert.Empty(asList.Notes.Concat(beside.Notes).Concat(alone.Notes));
    }

    [Fact]
    public async Task A_map_that_stands_beside_the_file_is_found()
    {
        using var folder = new TemporaryFolder();
        folder.Write("gt.txt", "1\n3\n");
        folder.Write("map_clsloc.txt", "n01484850 1 great_white_shark\nn01440764 2 tench\nn01443537 3 goldfish\n");

        var file = await LabelFile.ReadAsync(folder["gt.txt"], new LabelVocabulary(Fish), TestContext.Current.CancellationToken);

        Assert.Equal([2, 1], file.Lines.Select(l => l.Label));
    }

    [Fact]
    public void A_map_of_other_classes_is_refused()
    {
        var other = ClassList.Parse("n00000001 1 a\nn01443537 2 b\nn01484850 3 c\n", "map");

        Assert.Contains("n00000001, which is not in the class list", Assert.Throws<LabelFileException>(() => LabelFile.Parse("1\n2\n", "gt", new LabelVocabulary(Fish), other)).Message);
        Assert.Contains("has 3 classes, the model 1000", Assert.Throws<LabelFileException>(() => LabelFile.Parse("1\n2\n", "gt", new LabelVocabulary(null, 1000), other)).Message);
    }

    [Fact]
    public void Other_bare_integers_are_lines_of_the_class_list_from_1_and_say_so()
    {
        var file = LabelFile.Parse("3\n1\n", "gt.txt", new LabelVocabulary(Fish));

        Assert.Equal([("ILSVRC2012_val_00000001.JPEG", 2), ("ILSVRC2012_val_00000002.JPEG", 0)], file.Lines.Select(l => (l.Name, l.Label)));
        Assert.Contains("the first one 1", Assert.Single(file.Notes));
    }

    [Theory]
    [InlineData("1\n0\n", "line 2 has the id 0; expected 1 to 3")]
    [InlineData("1\n4\n", "line 2 has the id 4; expected 1 to 3")]
    [InlineData("1\n-1\n", "line 2 has the id -1; expected 1 to 3")]
    [InlineData("1\n\n2\n", "line 2 is blank")]
    public void A_bare_integer_out_of_range_names_its_line(string text, string fault) =>
        Assert.Contains(fault, Assert.Throws<LabelFileException>(() => LabelFile.Parse(text, "gt", new LabelVocabulary(Fish))).Message);

    private static string GroundTruth(int lines) => string.Join('\n', Enumerable.Range(0, lines).Select(i => (i % 1000 + 1).ToString(CultureInfo.InvariantCulture)));
}
