using System.Buffers.Binary;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Tests.Checkpoints;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary><c>.safetensors</c>: the header is damaged as JSON, and its length mostly made right again.</summary>
internal sealed class SafeTensorsTarget() : FuzzTarget("safetensors", FormatKind.Binary, Files)
{
    private static readonly string[] Headers =
    [
        """{"__metadata__":{"format":"pt"},"conv.weight":{"dtype":"F32","shape":[2,1,1,2],"data_offsets":[0,16]},"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[16,24]}}""",
        """{"module.a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"module.b":{"dtype":"BF16","shape":[0],"data_offsets":[6,6]},"module.c":{"dtype":"F64","shape":[1],"data_offsets":[6,14]}}""",
        """{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
        "{}",
    ];

    private static readonly int[] DataLengths = [24, 14, 4, 0];
    private static readonly byte[][] Files = [.. Headers.Zip(DataLengths, (header, length) => TorchFiles.SafeTensors(header, new byte[length]))];

    private readonly Mutator _headers = new(FormatKind.Json, Texts.Utf8(Headers));

    /// <inheritdoc/>
    public override byte[] Make(Random random)
    {
        if (random.Next(4) == 0)
        {
            return base.Make(random);
        }

        var header = _headers.Make(random);
        var file = new byte[8 + header.Length + DataLengths[random.Next(DataLengths.Length)]];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    /// <inheritdoc/>
    public override bool Accepts(byte[] input) => CheckpointUse.Accepts(() => Checkpoint.Read(CheckpointSource.Of("fuzz.safetensors", input), null));
}
