using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>
/// Which channel of the network each channel of a tensor (a slot) holds, or that it holds none. A network whose channels are padded, split over several tensors or made twice is the same
/// network as long as its weights are read through the slots of what goes in and of what comes out; that is all that a layer needs to know of a layout.
/// </summary>
internal sealed class ChannelSlots
{
    /// <summary>The content of a slot that holds no channel: zero in, zero out.</summary>
    public const int Empty = -1;

    private readonly ImmutableArray<int> slots;

    private ChannelSlots(ImmutableArray<int> slots) => this.slots = slots;

    /// <summary>Number of slots: the channels of the tensor.</summary>
    public int Count => slots.Length;

    /// <summary>The channel that a slot holds, or <see cref="Empty"/>.</summary>
    public int this[int slot] => slots[slot];

    /// <summary>True when no slot holds a channel.</summary>
    public bool HoldsNothing => slots.All(channel => channel == Empty);

    /// <summary>The channels that are held, in the order of their slots.</summary>
    public IEnumerable<int> Channels => slots.Where(channel => channel != Empty);

    /// <summary>Channels 0 to <paramref name="channels"/> − 1, each in the slot of its number.</summary>
    public static ChannelSlots Of(int channels) => new([.. Enumerable.Range(0, channels)]);

    /// <summary>Empty slots at the end, up to a multiple of <paramref name="block"/>.</summary>
    public ChannelSlots Pad(int block) => new([.. slots, .. Enumerable.Repeat(Empty, (block - (Count % block)) % block)]);

    /// <summary>The first <paramref name="count"/> slots, and the others.</summary>
    public (ChannelSlots Head, ChannelSlots Tail) Split(int count) => (new(slots[..count]), new(slots[count..]));

    /// <summary>The slots of all, one after the other in one tensor.</summary>
    public static ChannelSlots Pack(IEnumerable<ChannelSlots> parts) => new([.. parts.SelectMany(part => part.slots)]);

    /// <summary>The same slots with other channels in them; a channel that maps to <see cref="Empty"/> is dropped, and an empty slot stays empty.</summary>
    public ChannelSlots Select(Func<int, int> map) => new([.. slots.Select(channel => channel == Empty ? Empty : map(channel))]);

    /// <summary>For messages and failing tests: <c>0 1 2 -</c>.</summary>
    public override string ToString() => string.Join(' ', slots.Select(channel => channel == Empty ? "-" : $"{channel}"));
}
