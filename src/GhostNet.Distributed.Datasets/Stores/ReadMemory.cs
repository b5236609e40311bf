namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Memory of past reads, kept for the next ones. The most recent is kept, up to so many bytes in all, whatever the sizes: an <see cref="System.Buffers.ArrayPool{T}"/> keeps a number of every size, so that it
/// holds in time what each size had at its busiest.
/// </summary>
/// <param name="capacity">The most bytes that are kept while nobody reads.</param>
/// <param name="collect">Called, outside any lock, when as many bytes have been let go since the last time; they are old by then, and would lie about until a full collection.</param>
internal sealed class ReadMemory(long capacity, Action collect)
{
    // Photographs of one dataset then fit into most of each other's memory.
    private const int Step = 64 << 10;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = [];
    private long _bytes;
    private long _letGo;

    /// <summary>Memory for so many bytes or more, with anything in it. What is never given back is left to the garbage collector.</summary>
    public byte[] Take(int length)
    {
        lock (_lock)
        {
            var found = FindSmallest(length);
            if (found >= 0)
            {
                var memory = _kept[found];
                Remove(found);
                return memory;
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(1, (length + Step - 1L) / Step) * Step));
    }

    /// <summary>Gives memory back; only for whom nobody reads it after, and once.</summary>
    public void GiveBack(byte[] memory)
    {
        if (Keep(memory))
        {
            collect();
        }
    }

    /// <summary>True when enough has been let go for a collection.</summary>
    private bool Keep(byte[] memory)
    {
        lock (_lock)
        {
            if (memory.Length > capacity)
            {
                // Kept for nobody, so that it does not drive out all that is.
                _letGo += memory.Length;
            }
            else
            {
                _kept.Add(memory);
                _bytes += memory.Length;
            }

            while (_bytes > capacity)
            {
                _letGo += _kept[0].Length;
                Remove(0);
            }

            var isMuch = _letGo > capacity;
            _letGo = isMuch ? 0 : _letGo;
            return isMuch;
        }
    }

    // The smallest that is large enough, and of those the most recent: a large one that a small image had would be missing when a large one comes, and another would be made.
    private int FindSmallest(int length)
    {
        var found = -1;
        for (var i = _kept.Count - 1; i >= 0; i--)
        {
            if (_kept[i].Length >= length && (found < 0 || _kept[i].Length < _kept[found].Length))
            {
                found = i;
            }
        }

        return found;
    }

    private void Remove(int index)
    {
        _bytes -= _kept[index].Length;
        _kept.RemoveAt(index);
    }
}
