namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>WordNet ids of nouns, as ImageNet writes them: <c>n</c> and eight digits.</summary>
internal static class WordNetId
{
    internal static bool IsOne(ReadOnlySpan<char> text) => text is ['n', .. { Length: 8 } digits] && !digits.ContainsAnyExceptInRange('0', '9');
}
