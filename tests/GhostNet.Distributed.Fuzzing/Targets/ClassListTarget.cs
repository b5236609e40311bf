using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A class list of one of the formats.</summary>
internal abstract class ClassListTarget(string name, FormatKind kind, params string[] seeds) : FuzzTarget(
    name, kind, Texts.Utf8(seeds), Texts.Utf8("n01440764", "n0144076", " ", "\t", "\r\n", "[", "{", "\"", ",", "0", "1", "4294967296", "99999999999", "\0", "\u001b[2J", "İ", "\uFEFF"))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var list = ClassList.Parse(TextContent.Decode(input, (fault, e) => new ClassListException("The class list fuzz", [fault], e)), "fuzz");
            _ = list.IsSortedWordNetIds;
            for (var index = 0; index < list.Count; index++)
            {
                if (!list.TryFind(list.Classes[index].Id, out var found) || found != index)
                {
                    throw new InvalidOperationException($"The class {index} is found at {found}.");
                }
            }

            return true;
        }
        catch (ClassListException)
        {
            return false;
        }
    }
}

/// <summary>Class lists in lines.</summary>
internal sealed class ClassLinesTarget() : ClassListTarget(
    "classes-lines", FormatKind.Text, "n01440764 tench, Tinca tinca\nn01443537 goldfish\n", "circle\ngreat white shark\ntriangle\n", "n02119789 1 kit_fox\nn02100735 2 English_setter\nn02096294 3 Australian_terrier\n");

/// <summary>Class lists in JSON.</summary>
internal sealed class ClassJsonTarget() : ClassListTarget(
    "classes-json", FormatKind.Json, """["tench","goldfish"]""", """[["n01440764","tench"],["n01443537","gold_fish"]]""", """{"0":["n01440764","tench"],"1":["n01443537","goldfish"],"2":"n01484850 shark"}""");
