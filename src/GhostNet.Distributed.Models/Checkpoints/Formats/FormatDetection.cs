using System.Buffers.Binary;
using System.Globalization;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>Tells the format of a file by its first bytes.</summary>
internal static class FormatDetection
{
    private const string Advice = "Expected PyTorch's .pth (zip or legacy) or a .safetensors file.";

    public static CheckpointFormat Detect(CheckpointSource source)
    {
        ReadOnlySpan<byte> bytes = source.Bytes;
        if (bytes.IsEmpty)
        {
            throw source.Fault("it is empty", "byte 0");
        }

        if (bytes.StartsWith("PK\x03\x04"u8))
        {
            return CheckpointFormat.PyTorchZip;
        }

        // Before the pickle: the length of a safetensors header may begin with a pickle's first byte, and no pickle has a length and a brace there.
        if (bytes.Length > 8 && bytes[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= (ulong)bytes.Length - 8)
        {
            return CheckpointFormat.SafeTensors;
        }

        if (bytes[0] == 0x80)
        {
            return CheckpointFormat.PyTorchLegacy;
        }

        // A header that claims more than there is: the reader of that format says so.
        if (bytes.Length > 8 && bytes[8] == (byte)'{')
        {
            return CheckpointFormat.SafeTensors;
        }

        throw Unknown(source, bytes);
    }

    /// <summary>Two files that people take for checkpoints are worth a sentence of their own.</summary>
    private static CheckpointException Unknown(CheckpointSource source, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("version https://git-lfs"u8))
        {
            return source.Fault("it is a Git LFS pointer, not the file itself", "byte 0", "Run git lfs pull, or download the file from the site's own link.");
        }

        if (bytes.TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8))
        {
            return source.Fault("it is a web page or XML, not a checkpoint", "byte 0", "Download the raw file, not the page that shows it.");
        }

        var start = string.Join(' ', bytes[..Math.Min(8, bytes.Length)].ToArray().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        return source.Fault($"its first bytes, {start}, are those of no known format", "byte 0", Advice);
    }
}
