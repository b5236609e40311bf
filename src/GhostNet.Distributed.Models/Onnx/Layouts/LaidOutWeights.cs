namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>Reads the weights of a layer through the slots of its input and output.</summary>
internal static class LaidOutWeights
{
    /// <summary>The weights of a convolution over all channels, for one part of what goes in and one part of what comes out.</summary>
    public static FoldedConvolution Between(this FoldedConvolution layer, ChannelSlots from, ChannelSlots to)
    {
        var outputs = layer.Bias.Length;
        var inputs = layer.Inputs;
        var kernel = layer.Weight.Length / (outputs * inputs);
        var weight = new float[to.Count * from.Count * kernel];
        for (var o = 0; o < to.Count; o++)
        {
            for (var i = 0; i < from.Count; i++)
            {
                if (to[o] != ChannelSlots.Empty && from[i] != ChannelSlots.Empty)
                {
                    layer.Weight.AsSpan(((to[o] * inputs) + from[i]) * kernel, kernel).CopyTo(weight.AsSpan(((o * from.Count) + i) * kernel));
                }
            }
        }

        return new(weight, layer.BiasOf(to), from.Count);
    }

    /// <summary>The weights of a depthwise convolution whose channels are those of <paramref name="to"/>.</summary>
    public static FoldedConvolution Depthwise(this FoldedConvolution layer, ChannelSlots to)
    {
        var kernel = layer.Weight.Length / layer.Bias.Length;
        var weight = new float[to.Count * kernel];
        for (var o = 0; o < to.Count; o++)
        {
            if (to[o] != ChannelSlots.Empty)
            {
                layer.Weight.AsSpan(to[o] * kernel, kernel).CopyTo(weight.AsSpan(o * kernel));
            }
        }

        return new(weight, layer.BiasOf(to), Inputs: 1);
    }

    /// <summary>A depthwise convolution with <paramref name="channels"/> channels in front that it does not change.</summary>
    public static FoldedConvolution AfterIdentity(this FoldedConvolution cheap, int channels)
    {
        var kernel = cheap.Weight.Length / cheap.Bias.Length;
        var identity = new float[channels * kernel];
        for (var channel = 0; channel < channels; channel++)
        {
            // Kernels are square and odd, so that the middle one of all elements is the one in the centre.
            identity[(channel * kernel) + (kernel / 2)] = 1;
        }

        return new([.. identity, .. cheap.Weight], [.. new float[channels], .. cheap.Bias], Inputs: 1);
    }

    private static float[] BiasOf(this FoldedConvolution layer, ChannelSlots to)
    {
        var bias = new float[to.Count];
        for (var o = 0; o < to.Count; o++)
        {
            bias[o] = to[o] == ChannelSlots.Empty ? 0 : layer.Bias[to[o]];
        }

        return bias;
    }
}
