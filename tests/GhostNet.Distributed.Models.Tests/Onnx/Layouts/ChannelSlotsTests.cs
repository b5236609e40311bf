using CsCheck;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Onnx.Layouts;

namespace GhostNet.Distributed.Models.Tests.Onnx.Layouts;

public sealed class ChannelSlotsTests
{
    private static readonly Gen<(double Width, int Ratio, int Kernel)> Networks = Gen.Select(Gen.Double[0.05, 2], Gen.Int[2, 6], Gen.Int[0, 3].Select(k => (2 * k) + 1));

    private static readonly Gen<GraphTarget> Targets = Gen.Enum<GraphTarget>().Where(target => target != GraphTarget.Plain);

    [Fact]
    public void Padding_splitting_and_packing_lose_no_channel_and_invent_none() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 32], Gen.Int[0, 200]).Sample((channels, block, cut) =>
        {
            var slots = ChannelSlots.Of(channels);
            var padded = slots.Pad(block);
            var (head, tail) = padded.Split(Math.Min(cut, padded.Count));

            Assert.Equal(0, padded.Count % block);
            Assert.InRange(padded.Count - channels, 0, block - 1);
            Assert.Equal(Enumerable.Range(0, channels), padded.Channels);
            Assert.Equal(padded.ToString(), ChannelSlots.Pack([head, tail]).ToString());
        });

    [Fact]
    public void Parts_of_a_ghost_module_hold_each_channel_of_its_output_once_in_whole_blocks() =>
        Gen.Select(Networks, Targets).Sample((network, target) =>
        {
            var rules = BlockRules.Of(target);
            foreach (var module in ModulesOf(network))
            {
                var parts = GhostLayout.Parts(module, rules);

                Assert.All(parts, part => Assert.Equal(0, part.Count % rules.Block));
                Assert.Equal(Enumerable.Range(0, module.Output), parts.SelectMany(part => part.Channels).Order());
            }
        });

    [Fact]
    public void What_a_depthwise_convolution_makes_stands_above_the_primary_channel_that_it_is_made_of() =>
        Gen.Select(Networks, Targets).Sample((network, target) =>
        {
            foreach (var module in ModulesOf(network))
            {
                var cheap = module.Cheap.Output / module.Primary.Output;
                foreach (var source in GhostLayout.Of(module, BlockRules.Of(target)))
                {
                    foreach (var derived in source.Derived)
                    {
                        Assert.Equal(source.Primaries.Count, derived.Count);
                        Assert.All(Enumerable.Range(0, derived.Count).Where(slot => derived[slot] != ChannelSlots.Empty), slot =>
                            Assert.Equal(source.Primaries[slot], derived[slot] < module.Primary.Output ? derived[slot] : (derived[slot] - module.Primary.Output) / cheap));
                    }
                }
            }
        });

    [Theory]
    [InlineData(16, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15")]
    [InlineData(40, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15|20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35|16 17 18 19 36 37 38 39 - - - - - - - -")]
    [InlineData(20, "0 1 2 3 4 5 6 7 8 9 - - - - - -|10 11 12 13 14 15 16 17 18 19 - - - - - -")]
    public void Channels_that_fill_no_block_are_packed_where_they_fit_and_padded_where_they_do_not(int output, string expected) =>
        Assert.Equal(expected, string.Join('|', GhostLayout.Parts(GhostModule.Create("m", 16, output, ratio: 2, cheapKernel: 3, relu: true), BlockRules.Of(GraphTarget.Avx512))));

    [Fact]
    public void A_layer_read_through_slots_is_the_same_layer()
    {
        var random = Gen.Float[-2, 2];
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 4]).SelectMany(s => Gen.Select(Gen.Const(s), random.Array[s.Item1 * s.Item2], random.Array[s.Item2], random.Array[s.Item1])).Sample(
            (shape, weight, bias, input) =>
            {
                var (inputs, outputs, block) = shape;
                var layer = new FoldedConvolution(weight, bias, inputs);
                var (head, tail) = ChannelSlots.Of(inputs).Pad(block).Split(inputs / 2);
                var to = ChannelSlots.Pack([ChannelSlots.Of(outputs), ChannelSlots.Of(outputs)]).Pad(block);

                var plain = Multiply(weight, bias, input);
                var parts = new[] { head, tail }.Select((from, i) => Multiply(
                    layer.Between(from, to).Weight, i == 0 ? layer.Between(from, to).Bias : new float[to.Count], [.. Enumerable.Range(0, from.Count).Select(slot => from[slot] < 0 ? 7 : input[from[slot]])]));
                var sum = parts.Aggregate((left, right) => [.. left.Zip(right, (a, b) => a + b)]);

                for (var slot = 0; slot < to.Count; slot++)
                {
                    Assert.Equal(to[slot] < 0 ? 0 : plain[to[slot]], sum[slot], 1e-4f);
                }
            });
    }

    private static IEnumerable<GhostModule> ModulesOf((double Width, int Ratio, int Kernel) network) =>
        GhostNetSpecification.Create(network.Width, network.Ratio, network.Kernel).Bottlenecks.SelectMany(b => new[] { b.Ghost1, b.Ghost2 });

    private static float[] Multiply(float[] weight, float[] bias, float[] input) =>
        [.. bias.Select((b, o) => b + input.Select((x, i) => x * weight[(o * input.Length) + i]).Sum())];
}
