using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Fuzzing.Mutation;

/// <summary>Damages bytes without knowing what they mean: bits, lengths, cuts, repetitions, words of the format in the wrong place.</summary>
internal static class ByteMutation
{
    private static readonly long[] Numbers =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 63, 64, 100, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 4095, 4096, 32767, 32768, 65535, 65536, 1 << 20, (1 << 24) - 1, 1 << 24,
        int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 53, long.MaxValue - 1, long.MaxValue, long.MinValue, -1, -2, -128, int.MinValue,
    ];

    /// <summary>Damages <paramref name="bytes"/> once.</summary>
    public static void Apply(Random random, List<byte> bytes, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words)
    {
        switch (random.Next(words.Count > 0 ? 13 : 11))
        {
            case 0 or 1 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when bytes.Count > 0:
                bytes[random.Next(bytes.Count)] = random.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) };
                break;
            case 3:
                Insert(random, bytes, RandomBytes(random, 1 + random.Next(8)));
                break;
            case 4 when bytes.Count > 0:
                var (from, count) = Range(random, bytes.Count);
                bytes.RemoveRange(from, count);
                break;
            case 5 when bytes.Count > 0:
                Repeat(random, bytes);
                break;
            case 6 or 7 when bytes.Count > 0:
                PutNumber(random, bytes);
                break;
            case 8:
                Splice(random, bytes, seeds[random.Next(seeds.Count)]);
                break;
            case 9 when bytes.Count > 0:
                // Most files that are damaged are cut.
                var end = random.Next(bytes.Count);
                bytes.RemoveRange(end, bytes.Count - end);
                break;
            case 10:
                bytes.AddRange(RandomBytes(random, random.Next(64)));
                break;
            case 11 or 12:
                PutWord(random, bytes, words[random.Next(words.Count)]);
                break;
            default:
                Insert(random, bytes, RandomBytes(random, 1));
                break;
        }
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Insert(Random random, List<byte> bytes, ReadOnlySpan<byte> inserted) => bytes.InsertRange(random.Next(bytes.Count + 1), inserted);

    private static (int From, int Count) Range(Random random, int length)
    {
        var from = random.Next(length);
        return (from, 1 + random.Next(Math.Min(random.Next(4) == 0 ? length : 16, length - from)));
    }

    private static void Repeat(Random random, List<byte> bytes)
    {
        var (from, count) = Range(random, bytes.Count);
        var times = random.Next(16) == 0 ? 1 + random.Next(1000) : 1 + random.Next(4);
        times = Math.Min(times, 1 + (16_384 / count));
        var repeated = new byte[count * times];
        for (var i = 0; i < times; i++)
        {
            bytes.CopyTo(from, repeated, i * count, count);
        }

        bytes.InsertRange(from, repeated);
    }

    private static void PutNumber(Random random, List<byte> bytes)
    {
        Span<byte> number = stackalloc byte[8];
        var value = Numbers[random.Next(Numbers.Length)];
        var size = 1 << random.Next(4);
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number = number[..size];
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[^size..];
        }

        var at = random.Next(bytes.Count);
        var span = CollectionsMarshal.AsSpan(bytes)[at..];
        number[..Math.Min(size, span.Length)].CopyTo(span);
    }

    private static void Splice(Random random, List<byte> bytes, byte[] other)
    {
        if (other.Length == 0)
        {
            return;
        }

        var (from, count) = Range(random, other.Length);
        if (random.Next(2) == 0)
        {
            bytes.InsertRange(random.Next(bytes.Count + 1), other.AsSpan(from, count));
        }
        else if (bytes.Count > 0)
        {
            var span = CollectionsMarshal.AsSpan(bytes)[random.Next(bytes.Count)..];
            other.AsSpan(from, Math.Min(count, span.Length)).CopyTo(span);
        }
    }

    private static void PutWord(Random random, List<byte> bytes, byte[] word)
    {
        var at = random.Next(bytes.Count + 1);
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
        }

        bytes.InsertRange(at, word);
    }
}
