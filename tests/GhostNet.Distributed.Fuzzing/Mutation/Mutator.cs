namespace GhostNet.Distributed.Fuzzing.Mutation;

/// <summary>What is known of a format beside its seeds.</summary>
internal enum FormatKind
{
    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>Text, in lines or one.</summary>
    Text,

    /// <summary>JSON, or JSON lines.</summary>
    Json,
}

/// <summary>Makes inputs of seeds: one of them, damaged once to eight times.</summary>
internal sealed class Mutator(FormatKind kind, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]>? words = null)
{
    /// <summary>The longest input. What an input of a megabyte costs, one of 64 KiB shows: the limits are by length.</summary>
    private const int MaxLength = 64 << 10;

    private readonly IReadOnlyList<byte[]> _words = words ?? [];

    /// <summary>Makes an input.</summary>
    public byte[] Make(Random random)
    {
        if (random.Next(256) == 0)
        {
            // Now and then noise: what is no file of any kind.
            var noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }

        List<byte> bytes = [.. seeds[random.Next(seeds.Count)]];
        for (var left = 1 + random.Next(1 + random.Next(8)); left > 0; left--)
        {
            Damage(random, bytes);
            if (bytes.Count > MaxLength)
            {
                bytes.RemoveRange(MaxLength, bytes.Count - MaxLength);
            }
        }

        return [.. bytes];
    }

    private void Damage(Random random, List<byte> bytes)
    {
        switch (kind)
        {
            case FormatKind.Json when random.Next(8) > 0 && JsonMutation.TryApply(random, bytes, seeds):
            case FormatKind.Json when random.Next(4) == 0 && TryLines(random, bytes):
            case FormatKind.Text when random.Next(3) == 0 && TryLines(random, bytes):
                break;
            default:
                ByteMutation.Apply(random, bytes, seeds, _words);
                break;
        }
    }

    private static bool TryLines(Random random, List<byte> bytes)
    {
        LineMutation.Apply(random, bytes);
        return true;
    }
}
