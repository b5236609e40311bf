using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>
/// The parts that were asked for last. Several callers that want a part at once share one read; a read that fails is forgotten, so that the next caller tries again.
/// </summary>
internal sealed class RecentParts(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(int Part, Task<ImmutableArray<ManifestSample>> Samples)> _latestFirst = [];

    internal Task<ImmutableArray<ManifestSample>> GetAsync(int part, Func<int, CancellationToken, Task<ImmutableArray<ManifestSample>>> read)
    {
        lock (_lock)
        {
            for (var node = _latestFirst.First; node is not null; node = node.Next)
            {
                if (node.Value.Part == part)
                {
                    _latestFirst.Remove(node);
                    if (node.Value.Samples is { IsFaulted: false, IsCanceled: false })
                    {
                        _latestFirst.AddFirst(node);
                        return node.Value.Samples;
                    }

                    break;
                }
            }

            // Not the caller's token: others may be waiting for the same read.
            var samples = Task.Run(() => read(part, CancellationToken.None));
            _latestFirst.AddFirst((part, samples));
            if (_latestFirst.Count > capacity)
            {
                _latestFirst.RemoveLast();
            }

            return samples;
        }
    }
}
