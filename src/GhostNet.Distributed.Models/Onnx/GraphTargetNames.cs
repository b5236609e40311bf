namespace GhostNet.Distributed.Models.Onnx;

/// <summary>The words for targets, in file names, cards and options.</summary>
public static class GraphTargetNames
{
    /// <summary>The word, such as <c>avx512</c>.</summary>
    public static string Word(this GraphTarget target) => target switch
    {
        GraphTarget.Plain => "plain",
        GraphTarget.Avx512 => "avx512",
        GraphTarget.Avx2 => "avx2",
        GraphTarget.Arm64 => "arm64",
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "A new target needs a word."),
    };

    /// <summary>The target of a word; null when none has it.</summary>
    public static GraphTarget? Find(string word)
    {
        foreach (var target in Enum.GetValues<GraphTarget>())
        {
            if (target.Word() == word)
            {
                return target;
            }
        }

        return null;
    }
}
