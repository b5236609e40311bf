using System.Formats.Tar;
using System.Globalization;
using System.Text;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Datasets.Tar;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>Tar shards in every dialect of the format; most inputs have the checksums of their headers made right again, since nothing gets past a wrong one.</summary>
internal sealed class TarTarget() : FuzzTarget("tar", FormatKind.Binary, [Archive(TarEntryFormat.Gnu), Archive(TarEntryFormat.Pax), Archive(TarEntryFormat.Ustar), Archive(TarEntryFormat.V7)], Words)
{
    private const int Block = 512;
    private const int ChecksumAt = 148;

    private static readonly BlobName Shard = BlobName.Parse("val/shard-00000.tar");

    private static readonly byte[][] Words =
    [
        .. Texts.Utf8(
            "ustar\0" + "00", "ustar  \0", "././@LongLink", "00000000000\0", "77777777777\0", "00000000001\0", "37777777777\0", "17777777777\0", "-0000000001\0", "        \0", "L", "K", "x", "g", "S", "1", "2", "5", "7", "../../etc/passwd", "/etc/passwd", "a\\b",
            "20 path=../x.jpg\n", "30 size=99999999999999999999\n", "12 size=-1\n", "9 a=b\n", "99999999999 a=b\n", "22 GNU.sparse.major=1\n", "28 mtime=1e400\n", "24 GNU.sparse.name=x\n"),
        [0x80, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff],
        [0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ];

    /// <summary>Headers alone are kept: what the framework's reader makes of a member is some kilobytes.</summary>
    public override long MemoryLimit(int inputLength) => (4 << 20) + (64L * inputLength);

    /// <inheritdoc/>
    public override byte[] Make(Random random)
    {
        var bytes = base.Make(random);
        if (random.Next(5) > 0)
        {
            // What was inserted or cut moves everything behind it: back to whole blocks, mostly.
            Array.Resize(ref bytes, (bytes.Length + Block - 1) / Block * Block);
            for (var at = 0; at < bytes.Length; at += Block)
            {
                if (at == 0 || bytes.AsSpan(at, Block).IndexOf("ustar"u8) == 257)
                {
                    PutChecksum(bytes.AsSpan(at, Block));
                }
            }
        }

        return bytes;
    }

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var index = TarIndex.ReadAsync(new OneBlobStore(input), Shard).GetAwaiter().GetResult();
            foreach (var sample in index.Samples)
            {
                if (sample.Range.Offset + sample.Length > input.Length)
                {
                    throw new InvalidOperationException($"The sample {sample.Path} lies outside the shard.");
                }
            }

            return true;
        }
        catch (TarShardException)
        {
            return false;
        }
    }

    private static void PutChecksum(Span<byte> header)
    {
        header.Slice(ChecksumAt, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.Slice(ChecksumAt, 8));
    }

    private static byte[] Archive(TarEntryFormat format)
    {
        using var file = new MemoryStream();
        using (var writer = new TarWriter(file, format, leaveOpen: true))
        {
            Add("n01/a.jpg", "JPEG bytes");
            Add("n01/a.cls", "3");
            Add("n02/b.png", "");
            Add("readme.txt", "left out");
            if (format is TarEntryFormat.Gnu or TarEntryFormat.Pax)
            {
                Add($"n03/{new string('l', 120)}.jpg", "a long name");
            }

            void Add(string name, string content)
            {
                TarEntry entry = format switch
                {
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                    TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name, [new("comment", string.Create(CultureInfo.InvariantCulture, $"{name.Length}"))]),
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                    _ => new V7TarEntry(TarEntryType.V7RegularFile, name),
                };
                entry.ModificationTime = DateTimeOffset.UnixEpoch;
                entry.DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content));
                writer.WriteEntry(entry);
            }
        }

        return WithoutProcessId(file.ToArray());
    }

    // The framework puts the number of the process into the names of PAX headers; the same seed is to make the same inputs.
    private static byte[] WithoutProcessId(byte[] archive)
    {
        for (var at = 0; at < archive.Length; at += Block)
        {
            var header = archive.AsSpan(at, Block);
            if (header.StartsWith("./PaxHeaders."u8))
            {
                header[..100].Clear();
                "./PaxHeaders.1/x"u8.CopyTo(header);
                PutChecksum(header);
            }
        }

        return archive;
    }
}
