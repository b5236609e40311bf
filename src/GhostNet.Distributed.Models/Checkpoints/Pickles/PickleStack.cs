namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>The machine's stack with its marks; under- and overflow are told by the function that makes the fault.</summary>
internal sealed class PickleStack(Func<string, CheckpointException> fault)
{
    /// <summary>Python's pickler works in batches of 1,000 items, so that even large files stay far below.</summary>
    private const int MaxDepth = 1 << 16;

    private readonly List<object?> values = [];
    private readonly Stack<int> marks = new();

    public void Push(object? value)
    {
        if (values.Count >= MaxDepth)
        {
            throw fault($"its pickle stacks more than {MaxDepth} values");
        }

        values.Add(value);
    }

    public void Mark()
    {
        if (marks.Count >= MaxDepth)
        {
            throw fault($"its pickle nests deeper than {MaxDepth}");
        }

        marks.Push(values.Count);
    }

    public object? Pop()
    {
        if (values.Count == Floor)
        {
            throw fault("its pickle takes a value that is not there");
        }

        var value = values[^1];
        values.RemoveAt(values.Count - 1);
        return value;
    }

    public object? Peek()
    {
        var value = Pop();
        values.Add(value);
        return value;
    }

    public object?[] Pop(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            items[i] = Pop();
        }

        return items;
    }

    /// <summary>The values since the last mark, which goes with them.</summary>
    public object?[] PopToMark()
    {
        if (!marks.TryPop(out var start))
        {
            throw fault("its pickle goes back to a mark that is not there");
        }

        object?[] items = [.. values[start..]];
        values.RemoveRange(start, values.Count - start);
        return items;
    }

    private int Floor => marks.TryPeek(out var mark) ? mark : 0;
}
