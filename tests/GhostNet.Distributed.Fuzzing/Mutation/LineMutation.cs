namespace GhostNet.Distributed.Fuzzing.Mutation;

/// <summary>Damages text by lines: lost, twice, changed places, blank, ends of other systems.</summary>
internal static class LineMutation
{
    /// <summary>Damages <paramref name="text"/> once.</summary>
    public static void Apply(Random random, List<byte> text)
    {
        List<int> starts = [0];
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        var line = random.Next(starts.Count);
        var (start, end) = (starts[line], line + 1 < starts.Count ? starts[line + 1] : text.Count);
        switch (random.Next(6))
        {
            case 0:
                text.RemoveRange(start, end - start);
                break;
            case 1:
                byte[] copy = [.. text[start..end]];
                text.InsertRange(starts[random.Next(starts.Count)], copy);
                break;
            case 2:
                byte[] moved = [.. text[start..end]];
                text.RemoveRange(start, end - start);
                text.InsertRange(Math.Min(text.Count, starts[random.Next(starts.Count)]), moved);
                break;
            case 3:
                text.InsertRange(start, "\n"u8);
                break;
            case 4:
                text.InsertRange(end > start && text[end - 1] == '\n' ? end - 1 : end, "\r"u8);
                break;
            default:
                text.InsertRange(start, "\uFEFF"u8);
                break;
        }
    }
}
