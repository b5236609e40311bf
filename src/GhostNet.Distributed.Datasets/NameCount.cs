namespace GhostNet.Distributed.Datasets;

/// <summary>Builds <see cref="CountedNames"/> name by name, from several threads.</summary>
internal sealed class NameCount
{
    private readonly Lock _lock = new();
    private readonly List<string> _first = [];
    private int _count;

    internal void Add(string name)
    {
        lock (_lock)
        {
            if (_count++ < CountedNames.Shown)
            {
                _first.Add(name);
            }
        }
    }

    internal CountedNames ToNames()
    {
        lock (_lock)
        {
            return new CountedNames(_count, [.. _first.Order(Utf8Order.Comparer)]);
        }
    }
}
