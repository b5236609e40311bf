using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>Two sorted listings as one.</summary>
internal static class SortedMerge
{
    internal static async IAsyncEnumerable<BlobEntry> Of(IAsyncEnumerable<BlobEntry> a, IAsyncEnumerable<BlobEntry> b, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var left = a.GetAsyncEnumerator(cancellationToken);
        await using var right = b.GetAsyncEnumerator(cancellationToken);
        var (hasLeft, hasRight) = (await left.MoveNextAsync(), await right.MoveNextAsync());
        while (hasLeft || hasRight)
        {
            if (hasLeft && (!hasRight || left.Current.Name < right.Current.Name))
            {
                yield return left.Current;
                hasLeft = await left.MoveNextAsync();
            }
            else
            {
                yield return right.Current;
                hasRight = await right.MoveNextAsync();
            }
        }
    }
}
