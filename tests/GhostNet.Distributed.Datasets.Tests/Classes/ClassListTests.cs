using System.Text;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Classes;

public class ClassListTests
{
    [Theory]
    [InlineData("n01440764 tench, Tinca tinca\nn01443537 goldfish\n")]
    [InlineData("\uFEFFn01440764 tench, Tinca tinca\r\nn01443537 goldfish\r\n\r\n\r\n")]
    [InlineData("n01440764\ttench, Tinca tinca\nn01443537\tgoldfish")]
    [InlineData("[[\"n01440764\",\"tench, Tinca tinca\"],[\"n01443537\",\"goldfish\"]]")]
    [InlineData("  [\"n01440764 tench, Tinca tinca\",\"n01443537 goldfish\"]")]
    [InlineData("{\"1\":[\"n01443537\",\"goldfish\"],\"0\":[\"n01440764\",\"tench,_Tinca_tinca\"]}")]
    public void Every_format_gives_ids_and_names_in_class_order(string text)
    {
        var list = ClassList.Parse(text, "classes");

        Assert.Equal([new ImageClass("n01440764", "tench, Tinca tinca"), new ImageClass("n01443537", "goldfish")], list.Classes);
        Assert.True(list.IsSortedWordNetIds);
        Assert.Null(list.IlsvrcIds);
    }

    [Theory]
    [InlineData("n01443537\nn01440764\n", "n01443537", false)]
    [InlineData("great white shark\ntench\n", "great white shark", false)]
    [InlineData("[\"great white shark\",\"tench\"]", "great white shark", false)]
    [InlineData("{\"0\":\"great white shark\",\"1\":\"tench\"}", "great white shark", false)]
    public void A_plain_line_is_id_and_name(string text, string first, bool sorted)
    {
        var list = ClassList.Parse(text, "classes");

        Assert.Equal(new ImageClass(first, first), list.Classes[0]);
        Assert.Equal((2, sorted), (list.Count, list.IsSortedWordNetIds));
    }

    [Fact]
    public void The_devkits_map_sorts_by_wnid_and_keeps_the_ILSVRC_ids()
    {
        var list = ClassList.Parse("n02119789 1 kit_fox\nn02100735 2 English_setter\nn01440764 3 tench\n", "map_clsloc.txt");

        Assert.Equal(["n01440764", "n02100735", "n02119789"], list.Classes.Select(c => c.Id));
        Assert.Equal("English setter", list.Classes[1].Name);
        Assert.Equal([(1, 2), (2, 1), (3, 0)], list.IlsvrcIds!.OrderBy(i => i.Key).Select(i => (i.Key, i.Value)));
    }

    [Theory]
    [InlineData("n01440764 a\n\nn01443537 b\n", "line 2 is blank")]
    [InlineData("n01440764 a\nn01443537 b\nn01440764 c\n", "line 3 repeats 'n01440764' of line 1")]
    [InlineData("n01440764 a\ngoldfish\n", "line 2 begins with 'goldfish'; expected a WordNet id")]
    [InlineData("n02119789 1 a\nn02100735 1 b\n", "line 2 repeats 'ILSVRC2012_ID 1' of line 1")]
    [InlineData("n02119789 1 a\nn02100735 3 b\n", "line 2 has the ILSVRC2012_ID 3; expected 1 to 2")]
    [InlineData("", "it is empty")]
    [InlineData("\n\n", "it is empty")]
    [InlineData("[]", "no classes")]
    [InlineData("{}", "no classes")]
    [InlineData("[\"a\",\n1]", "entry 1 is 1; expected a text")]
    [InlineData("[\"a\",\"a\"]", "entry 1 repeats 'a' of entry 0")]
    [InlineData("{\"0\":\"a\",\"2\":\"b\"}", "no key \"1\"")]
    [InlineData("{\"0\":\"a\",\"zero\":\"b\"}", "the key 'zero'")]
    [InlineData("[\"a\",\n\"b\"\n", "line 3 is not the JSON of a class list")]
    [InlineData("[[[[[[[[\"a\"]]]]]]]]", "line 1 is not the JSON of a class list")]
    public void A_fault_names_the_file_and_the_line(string text, string fault)
    {
        var e = Assert.Throws<ClassListException>(() => ClassList.Parse(text, "/data/classes.txt"));

        Assert.StartsWith("The class list /data/classes.txt cannot be used: ", e.Message);
        Assert.Contains(fault, e.Message);
    }

    [Fact]
    public void All_faults_are_told_at_once_the_first_ten_in_words()
    {
        var e = Assert.Throws<ClassListException>(() => ClassList.Parse(string.Join('\n', Enumerable.Repeat("n01440764 a", 20)), "classes"));

        Assert.Equal((11, "and 9 more faults like these"), (e.Faults.Length, e.Faults[^1]));
    }

    [Theory]
    [InlineData("n01440764", 0)]
    [InlineData("TINCA tinca", 0)]
    [InlineData("Tench, Tinca tinca", 0)]
    [InlineData("gold_fish", 1)]
    [InlineData("IBEX", 4)]
    public void A_class_is_found_by_id_and_by_any_of_its_names_under_every_culture(string text, int expected)
    {
        var list = ClassList.Parse("n01440764 tench, Tinca tinca\nn01443537 gold fish\nn02012849 crane\nn03126707 crane\nn02417914 ibex\n", "classes");

        UnderCulture.Run("tr-TR", () =>
        {
            Assert.True(list.TryFind(text, out var index));
            Assert.Equal(expected, index);
            Assert.False(list.TryFind("crane", out _), "two classes are named crane");
            Assert.False(list.TryFind("N01440764", out _), "ids are exact");
        });
    }

    [Fact]
    public async Task A_file_that_is_missing_or_not_UTF8_is_told()
    {
        using var folder = new TemporaryFolder();
        folder.Write("latin1.txt", [.. "a\nb\nStra"u8, 0xDF, .. "e\n"u8]);
        folder.Write("utf16.txt", Encoding.Unicode.GetPreamble());
        var cancel = TestContext.Current.CancellationToken;

        Assert.Contains("there is no such file", (await Assert.ThrowsAsync<ClassListException>(() => ClassList.ReadAsync(folder["none.txt"], cancel))).Message);
        Assert.Contains("line 3 is not UTF-8", (await Assert.ThrowsAsync<ClassListException>(() => ClassList.ReadAsync(folder["latin1.txt"], cancel))).Message);
        Assert.Contains("it is UTF-16", (await Assert.ThrowsAsync<ClassListException>(() => ClassList.ReadAsync(folder["utf16.txt"], cancel))).Message);
    }

    [Theory]
    [InlineData("""["tench","\ud800"]""")]
    [InlineData("""{"0":"tench","1\udc00":"goldfish"}""")]
    public void Text_that_is_no_Unicode_is_refused(string json) => Assert.Contains("no Unicode", Assert.Throws<ClassListException>(() => ClassList.Parse(json, "x")).Message);

    [Fact]
    public async Task ImageNets_synset_words_are_a_thousand_sorted_wnids()
    {
        var list = await ClassList.ReadAsync(Path.Join(SharedData.ImagenetSample, "synset_words.txt"), TestContext.Current.CancellationToken);

        Assert.Equal((1000, true), (list.Count, list.IsSortedWordNetIds));
        Assert.Equal(new ImageClass("n01440764", "tench, Tinca tinca"), list.Classes[0]);
        Assert.True(list.TryFind("toilet tissue", out var last));
        Assert.Equal(999, last);
    }
}
