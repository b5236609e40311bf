using CsCheck;
using GhostNet.Distributed.Inference.Tests.Preprocessing;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>A JPEG of the fixtures with one damage, half of them within the header.</summary>
/// <param name="File">Which fixture.</param>
/// <param name="How">What was done to it.</param>
/// <param name="Bytes">What it is now.</param>
internal sealed record DamagedJpeg(string File, string How, byte[] Bytes)
{
    private const int HeaderBytes = 700;

    private static readonly PreprocessFixture[] Fixtures = [.. PreprocessFixture.All.Where(f => f.File.EndsWith(".jpg", StringComparison.Ordinal) && f.Width * f.Height < 300_000)];

    public static Gen<DamagedJpeg> Any { get; } = Gen.Select(Gen.Int[0, Fixtures.Length - 1], Gen.Bool, Gen.Int[0, int.MaxValue], Gen.Int[0, 4], Gen.Byte, Gen.Int[1, 50], (fixture, header, place, kind, value, length) =>
    {
        var bytes = Fixtures[fixture].Bytes;
        var at = place % (header ? HeaderBytes : bytes.Length);
        var end = Math.Min(bytes.Length, at + length);
        var (how, damaged) = kind switch
        {
            0 => ($"byte {at} is {value}", Changed(bytes, at, at + 1, _ => value)),
            1 => ($"bit {value % 8} of byte {at} is flipped", Changed(bytes, at, at + 1, b => (byte)(b ^ (1 << (value % 8))))),
            2 => ($"bytes {at} to {end} are gone", [.. bytes[..at], .. bytes[end..]]),
            3 => ($"bytes {at} to {end} are {value}", Changed(bytes, at, end, _ => value)),
            _ => ($"bytes {at} to {end} are there twice", (byte[])[.. bytes[..end], .. bytes[at..]]),
        };
        return new DamagedJpeg(Fixtures[fixture].File, how, damaged);
    });

    public override string ToString() => $"{File}, of which {How}";

    private static byte[] Changed(byte[] bytes, int from, int end, Func<byte, byte> change)
    {
        for (var i = from; i < end; i++)
        {
            bytes[i] = change(bytes[i]);
        }

        return bytes;
    }
}
