using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;

namespace GhostNet.Distributed.Models.Onnx;

/// <summary>
/// A convolution's weight (output × input per group × kernel × kernel, row-major) and bias, with the batch normalisation that follows it folded in.
/// </summary>
/// <param name="Inputs">Input channels of a group; 1 for a depthwise convolution.</param>
internal sealed record FoldedConvolution(float[] Weight, float[] Bias, int Inputs)
{
    /// <summary>The epsilon of PyTorch's BatchNorm2d, which the official code leaves at its default.</summary>
    private const double Epsilon = 1e-5;

    /// <summary>
    /// Folds in double precision and rounds once. ONNX Runtime would fold at load anyway, in single precision; done here the graph is smaller, the result is
    /// the same on every runtime, and layouts that move or pad channels have one weight and one bias to deal with.
    /// </summary>
    public static FoldedConvolution Of(Convolution convolution, StateDictionary weights)
    {
        var weight = weights[convolution.Name + ".weight"].Values.Span;
        if (convolution.Norm is not { } norm)
        {
            return new(weight.ToArray(), weights[convolution.Name + ".bias"].Values.ToArray(), convolution.Input / convolution.Groups);
        }

        var scale = weights[norm + ".weight"].Values.Span;
        var shift = weights[norm + ".bias"].Values.Span;
        var mean = weights[norm + ".running_mean"].Values.Span;
        var variance = weights[norm + ".running_var"].Values.Span;
        var folded = new FoldedConvolution(new float[weight.Length], new float[convolution.Output], convolution.Input / convolution.Groups);
        var perChannel = weight.Length / convolution.Output;
        for (var channel = 0; channel < convolution.Output; channel++)
        {
            var factor = scale[channel] / Math.Sqrt(variance[channel] + Epsilon);
            folded.Bias[channel] = (float)(shift[channel] - (mean[channel] * factor));
            for (var i = channel * perChannel; i < (channel + 1) * perChannel; i++)
            {
                folded.Weight[i] = (float)(weight[i] * factor);
            }
        }

        return folded;
    }
}
