using System.Numerics;

namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>
/// Runs a pickle far enough to see tensors, and nothing else. A pickle is a program that may call any Python function by name; this machine knows a handful
/// of names (<see cref="PickleGlobal"/>), none of which does anything but build a value, and refuses every other by name the moment it is mentioned.
/// </summary>
/// <remarks>
/// Values are null, bool, long, BigInteger, double, string, byte[], object?[] (tuple), List&lt;object?&gt;, <see cref="PickleDictionary"/>,
/// <see cref="PickledTensor"/>, <see cref="StorageReference"/> and <see cref="PickleGlobal"/>. They may form cycles; nothing here descends into them.
/// </remarks>
internal sealed class PickleMachine
{
    // A state dictionary of 1,000 tensors takes about 50,000 steps and 10,000 memo entries.
    private const int MaxSteps = 10_000_000;
    private const int MaxMemo = 1_000_000;

    private readonly CheckpointSource source;
    private readonly PickleCursor cursor;
    private readonly PickleStack stack;
    private readonly PickleConstruction construction;
    private readonly Dictionary<uint, object?> memo = [];
    private readonly Action<int>? ended;
    private int opcodeAt;

    /// <param name="source">The file, for messages.</param>
    /// <param name="place">Where the pickle lies in the file, for messages.</param>
    /// <param name="pickle">The bytes; what follows the end of the pickle is not looked at.</param>
    /// <param name="ended">Told the pickle's length when it has been run.</param>
    public PickleMachine(CheckpointSource source, string place, ReadOnlyMemory<byte> pickle, Action<int>? ended = null)
    {
        this.source = source;
        this.ended = ended;
        Place = place;
        cursor = new(source, place, pickle);
        stack = new(Fault);
        construction = new(Fault);
    }

    public string Place { get; }

    /// <summary>The storages that were named, by key.</summary>
    public IReadOnlyDictionary<string, StorageReference> Storages => construction.Storages;

    public object? Run()
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            opcodeAt = cursor.Position;
            var opcode = (PickleOpcode)cursor.Byte();
            if (opcode == PickleOpcode.Stop)
            {
                ended?.Invoke(cursor.Position);
                return stack.Pop();
            }

            if (!PushValue(opcode) && !Collect(opcode) && !Remember(opcode) && !Call(opcode))
            {
                throw Fault($"its pickle holds the instruction 0x{(byte)opcode:x2}, which no state dictionary needs");
            }
        }

        throw Fault($"its pickle has more than {MaxSteps} instructions");
    }

    /// <summary>Constants.</summary>
    private bool PushValue(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Push(null); break;
            case PickleOpcode.NewTrue: stack.Push(true); break;
            case PickleOpcode.NewFalse: stack.Push(false); break;
            case PickleOpcode.BinInt: stack.Push((long)cursor.Int32()); break;
            case PickleOpcode.BinInt1: stack.Push((long)cursor.Byte()); break;
            case PickleOpcode.BinInt2: stack.Push((long)cursor.UInt16()); break;
            case PickleOpcode.Long1: PushInteger(new(cursor.Bytes(cursor.Byte()))); break;
            case PickleOpcode.BinFloat: stack.Push(cursor.Double()); break;
            case PickleOpcode.BinUnicode: stack.Push(cursor.Text(cursor.UInt32())); break;
            case PickleOpcode.ShortBinUnicode: stack.Push(cursor.Text(cursor.Byte())); break;
            case PickleOpcode.BinUnicode8: stack.Push(cursor.Text(cursor.UInt64())); break;
            // Python 2 pickled its texts as byte strings.
            case PickleOpcode.BinString: stack.Push(cursor.Text(cursor.UInt32())); break;
            case PickleOpcode.ShortBinString: stack.Push(cursor.Text(cursor.Byte())); break;
            case PickleOpcode.BinBytes: stack.Push(cursor.Bytes(cursor.UInt32()).ToArray()); break;
            case PickleOpcode.ShortBinBytes: stack.Push(cursor.Bytes(cursor.Byte()).ToArray()); break;
            case PickleOpcode.Protocol: cursor.Byte(); break;
            case PickleOpcode.Frame: cursor.UInt64(); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Tuples, lists and dictionaries.</summary>
    private bool Collect(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); break;
            case PickleOpcode.Pop: stack.Pop(); break;
            case PickleOpcode.PopMark: stack.PopToMark(); break;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); break;
            case PickleOpcode.Tuple1: stack.Push(stack.Pop(1)); break;
            case PickleOpcode.Tuple2: stack.Push(stack.Pop(2)); break;
            case PickleOpcode.Tuple3: stack.Push(stack.Pop(3)); break;
            case PickleOpcode.EmptyList: stack.Push(new List<object?>()); break;
            case PickleOpcode.List: stack.Push(stack.PopToMark().ToList()); break;
            case PickleOpcode.Append: AppendTo([stack.Pop()]); break;
            case PickleOpcode.Appends: AppendTo(stack.PopToMark()); break;
            case PickleOpcode.EmptyDict: stack.Push(new PickleDictionary()); break;
            case PickleOpcode.Dict: PushDictionary(stack.PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(stack.Pop(2)); break;
            case PickleOpcode.SetItems: SetItems(stack.PopToMark()); break;
            default: return false;
        }

        return true;
    }

    /// <summary>The memo, through which a pickle mentions a value again.</summary>
    private bool Remember(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.BinGet: stack.Push(Recall(cursor.Byte())); break;
            case PickleOpcode.LongBinGet: stack.Push(Recall(cursor.UInt32())); break;
            case PickleOpcode.BinPut: Put(cursor.Byte()); break;
            case PickleOpcode.LongBinPut: Put(cursor.UInt32()); break;
            case PickleOpcode.Memoize: Put((uint)memo.Count); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Names, and what is made with them.</summary>
    private bool Call(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
            case PickleOpcode.Instance:
                PushGlobal(cursor.Line(), cursor.Line());
                // An INST calls what it names at once; the names that are allowed are never called that way.
                return opcode == PickleOpcode.Global;
            case PickleOpcode.StackGlobal:
                var names = stack.Pop(2);
                PushGlobal(names[0] as string ?? "?", names[1] as string ?? "?");
                break;
            case PickleOpcode.Reduce:
                var call = stack.Pop(2);
                stack.Push(construction.Call(call[0], call[1]));
                break;
            case PickleOpcode.BinPersistentId:
                stack.Push(construction.Storage(stack.Pop()));
                break;
            case PickleOpcode.Build:
                // The state of an OrderedDict is its _metadata, versions of modules that inference has no use for.
                var built = stack.Pop(2)[0] as PickleDictionary ?? throw Fault("its pickle sets the state of something that is no dictionary");
                stack.Push(built);
                break;
            default:
                return false;
        }

        return true;
    }

    private void PushGlobal(string module, string name) => stack.Push(PickleGlobal.Find(module, name) ?? throw source.Fault(
        $"it asks for {module}.{name}, which is not among the names that a state dictionary is made of",
        $"{Place}, offset {opcodeAt}",
        "Nothing was executed. Save the weights alone, in a Python where you trust the file: torch.save(model.state_dict(), 'weights.pth'), or as safetensors."));

    private void AppendTo(object?[] items)
    {
        var list = stack.Peek() as List<object?> ?? throw Fault("its pickle appends to something that is no list");
        list.AddRange(items);
    }

    private void PushDictionary(object?[] items)
    {
        stack.Push(new PickleDictionary());
        SetItems(items);
    }

    private void SetItems(object?[] items)
    {
        if (stack.Peek() is not PickleDictionary dictionary || items.Length % 2 != 0)
        {
            throw Fault("its pickle sets items of something that is no dictionary, or a key without a value");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary.Items.Add((items[i], items[i + 1]));
        }
    }

    private object? Recall(uint key) =>
        memo.TryGetValue(key, out var value) ? value : throw Fault($"its pickle recalls the value {key}, which it has not made");

    private void Put(uint key)
    {
        if (memo.Count >= MaxMemo)
        {
            throw Fault($"its pickle remembers more than {MaxMemo} values");
        }

        memo[key] = stack.Peek();
    }

    /// <summary>A long where it fits: all integers but the magic number are.</summary>
    private void PushInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            stack.Push((long)value);
        }
        else
        {
            stack.Push(value);
        }
    }

    private CheckpointException Fault(string fault) => source.Fault(fault, $"{Place}, offset {opcodeAt}");
}
