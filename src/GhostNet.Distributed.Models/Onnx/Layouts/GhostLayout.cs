using System.Collections.Immutable;
using GhostNet.Distributed.Models.Ghost;

namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>
/// A tensor that the 1×1 convolution of a Ghost module makes, and what becomes of it: whether it is a part of the module's output itself, and the parts that a depthwise convolution makes of
/// it, slot by slot.
/// </summary>
/// <param name="Primaries">Which primary channel each slot holds; one may be there several times.</param>
/// <param name="IsPart">True when the tensor is a part of the output.</param>
/// <param name="Derived">Slots of the parts made of it. A slot holds the primary channel above which it stands, or one of the cheap channels made of that.</param>
internal sealed record GhostSource(ChannelSlots Primaries, bool IsPart, ImmutableArray<ChannelSlots> Derived)
{
    /// <summary>The parts of the output, in order.</summary>
    public IEnumerable<ChannelSlots> Parts => IsPart ? [Primaries, .. Derived] : Derived;
}

/// <summary>
/// How the channels of a Ghost module's output lie: in a tensor of the primary channels and one for each cheap channel of a primary, instead of in one that a Concat would have to make.
/// </summary>
/// <remarks>
/// The last channels may not fill a block. Where there is room for them and all that is made of them, and it is worth it, they are packed: the 1×1 convolution makes them s times, [t, t], and one depthwise
/// convolution makes [t | cheap of t] of that, with kernels that change nothing for the first. Else each part is padded.
/// </remarks>
internal static class GhostLayout
{
    // Packing must save an eighth of the channels: each part more is one operator more wherever the map is read, and that costs more than it saves on wide maps (measured at 1.3×).
    private const int LeastGain = 8;

    /// <summary>The sources of a module's output under the rules of a target.</summary>
    public static ImmutableArray<GhostSource> Of(GhostModule module, BlockRules rules)
    {
        var primaries = ChannelSlots.Of(module.Primary.Output);
        var copies = 1 + Cheap(module);
        var rest = primaries.Count % rules.Block;
        var padded = primaries.Pad(rules.Block);
        var saved = (copies - 1) * rules.Block;
        if (!rules.PacksTails || rest == 0 || rest * copies > rules.Block || LeastGain * saved < copies * padded.Count)
        {
            return [Split(module, padded)];
        }

        var (full, tail) = primaries.Split(primaries.Count - rest);
        var packed = Packed(module, tail, rules.Block);
        return full.Count == 0 ? [packed] : [Split(module, full), packed];
    }

    /// <summary>The parts of a module's output.</summary>
    public static ImmutableArray<ChannelSlots> Parts(GhostModule module, BlockRules rules) => [.. Of(module, rules).SelectMany(source => source.Parts)];

    private static GhostSource Split(GhostModule module, ChannelSlots primaries) =>
        new(primaries, IsPart: true, [.. Enumerable.Range(0, Cheap(module)).Select(cheap => Derive(module, primaries, cheap)).Where(part => !part.HoldsNothing)]);

    private static GhostSource Packed(GhostModule module, ChannelSlots tail, int block)
    {
        var primaries = ChannelSlots.Pack(Enumerable.Repeat(tail, 1 + Cheap(module))).Pad(block);
        var derived = ChannelSlots.Pack([tail, .. Enumerable.Range(0, Cheap(module)).Select(cheap => Derive(module, tail, cheap))]).Pad(block);
        return new(primaries, IsPart: false, [derived]);
    }

    /// <summary>The cheap channels of that number, above the primary ones that they are made of; those that the module cuts off are dropped.</summary>
    private static ChannelSlots Derive(GhostModule module, ChannelSlots primaries, int cheap) => primaries.Select(primary =>
    {
        var channel = module.Primary.Output + (primary * Cheap(module)) + cheap;
        return channel < module.Output ? channel : ChannelSlots.Empty;
    });

    /// <summary>Cheap channels of a primary one, s − 1.</summary>
    private static int Cheap(GhostModule module) => module.Cheap.Output / module.Primary.Output;
}
