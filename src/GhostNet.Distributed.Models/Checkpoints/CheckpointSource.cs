using System.Security.Cryptography;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>The bytes of a checkpoint file and the name it is called by in messages.</summary>
internal sealed class CheckpointSource
{
    /// <summary>Largest file that is read, 1 GiB: fifty times the largest GhostNet, and small enough for one array.</summary>
    public const long MaxFileBytes = 1L << 30;

    public const string DamagedAdvice = "The file is damaged or incomplete: copy or download it again and compare its SHA-256.";

    private CheckpointSource(string file, byte[] bytes) => (File, Bytes) = (file, bytes);

    public string File { get; }

    public byte[] Bytes { get; }

    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>A file that is in memory already.</summary>
    public static CheckpointSource Of(string file, byte[] bytes) => new(file, bytes);

    public static CheckpointSource Open(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
            {
                throw new CheckpointException(
                    file,
                    $"it has {stream.Length} bytes",
                    "whole file",
                    $"At most {MaxFileBytes} bytes are read; save the weights alone, without optimizer state.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new(file, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CheckpointException(file, e.Message, "opening the file", "Check the path and the permissions.", e);
        }
    }

    public CheckpointException Fault(string fault, string place, string advice = DamagedAdvice, Exception? inner = null) =>
        new(File, fault, place, advice, inner);
}
