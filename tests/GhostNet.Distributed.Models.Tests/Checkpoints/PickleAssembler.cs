using System.Buffers.Binary;
using System.Text;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

/// <summary>Puts a pickle together instruction by instruction, as an attacker or an unusual trainer would.</summary>
internal sealed class PickleAssembler
{
    private readonly List<byte> bytes = [];

    public PickleAssembler() => Raw(0x80, 2);

    public PickleAssembler Raw(params ReadOnlySpan<byte> code)
    {
        bytes.AddRange(code);
        return this;
    }

    public PickleAssembler Op(char code) => Raw((byte)code);

    public PickleAssembler Global(string module, string name) => Raw(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleAssembler Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        return Op('X').Raw(length).Raw(utf8);
    }

    public PickleAssembler Int(int value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        return Op('J').Raw(number);
    }

    /// <summary>An integer of up to eight bytes.</summary>
    public PickleAssembler Long(long value)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        return Raw(0x8a, 8).Raw(number);
    }

    public PickleAssembler Tuple(params ReadOnlySpan<long> values)
    {
        Op('(');
        foreach (var value in values)
        {
            Long(value);
        }

        return Op('t');
    }

    /// <summary>A tensor over a storage that lies elsewhere in the file.</summary>
    public PickleAssembler Tensor(string key, string storageType, long storageCount, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op('(')
            .Op('(').Text("storage").Global("torch", storageType).Text(key).Text("cpu").Long(storageCount).Op('t').Op('Q')
            .Long(offset).Tuple(shape).Tuple(strides).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R')
            .Op('t').Op('R');

    public byte[] Stop()
    {
        Op('.');
        return [.. bytes];
    }
}
