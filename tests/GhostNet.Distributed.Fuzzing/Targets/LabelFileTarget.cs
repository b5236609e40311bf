using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A labels file of one of the formats, with and without a class list, put to samples.</summary>
internal abstract class LabelFileTarget(string name, params string[] seeds) : FuzzTarget(name, FormatKind.Text, Texts.Utf8(seeds), Texts.Utf8(Words))
{
    private static readonly string[] Words = [",", ";", "\"", "\"\"", "\t", " ", "\r\n", "filename,label\n", "ImageId,PredictionString\n", "-1", "2147483648", "99999999999999999999", "n01440764", "tench", "+3", "٣", "\u2028", "\0", "\uFEFF"];

    private static readonly ClassList Classes = ClassList.Parse("n01440764 tench, Tinca tinca\nn01443537 goldfish\nn01484850 great white shark\n", "words");
    private static readonly ClassList Map = ClassList.Parse("n01440764 2 tench\nn01443537 3 goldfish\nn01484850 1 shark\n", "map");
    private static readonly ManifestSample[] Samples = [new("a.jpg", null, 1), new("n01/b.jpg", null, 1), new("ILSVRC2012_val_00000001.JPEG", null, 1)];

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        // By turns, and the same for the same input.
        var (vocabulary, map) = (input.Length % 3) switch
        {
            0 => (new LabelVocabulary(Classes), null),
            1 => (new LabelVocabulary(null, 5), Map),
            _ => (new LabelVocabulary(), (ClassList?)null),
        };
        return Accepts(input, vocabulary, map) | Accepts(input, new LabelVocabulary(Classes), Map);
    }

    private static bool Accepts(byte[] input, LabelVocabulary vocabulary, ClassList? map)
    {
        try
        {
            var text = TextContent.Decode(input, (fault, e) => new LabelFileException("The labels file fuzz", [fault], e));
            _ = LabelMatch.Of(LabelFile.Parse(text, "fuzz", vocabulary, map), [.. Samples]);
            return true;
        }
        catch (DatasetException)
        {
            return false;
        }
    }
}
