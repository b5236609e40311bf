using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>Runs a graph once on a tensor that somebody else made: for comparing outputs with a reference, without any preprocessing.</summary>
public static class RawTensorRun
{
    /// <summary>Runs the graph's only float32 input and returns its first output.</summary>
    /// <param name="onnxPath">The <c>.onnx</c> file.</param>
    /// <param name="values">The input's elements, last axis fastest.</param>
    /// <param name="shape">The input's shape, such as N×3×224×224.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged or not ONNX.</exception>
    /// <exception cref="UnsupportedModelException">The graph has several inputs, another element type, or refuses the shape.</exception>
    public static RawTensor Run(string onnxPath, float[] values, long[] shape)
    {
        using var session = OnnxGraph.Load(onnxPath);
        if (session.InputMetadata.Count != 1 || session.InputMetadata.Single() is not { Value.ElementDataType: Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float } input)
        {
            throw new UnsupportedModelException($"Model {onnxPath} has the inputs {GraphSignature.Describe(session.InputMetadata)}; expected one of float32.");
        }

        var output = session.OutputNames[0];
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var options = new RunOptions();
        try
        {
            using var results = session.Run(options, [input.Key], [tensor], [output]);
            return new RawTensor(output, [.. results[0].GetTensorTypeAndShape().Shape], results[0].GetTensorDataAsSpan<float>().ToArray());
        }
        catch (OnnxRuntimeException e)
        {
            throw new UnsupportedModelException($"Model {onnxPath} refuses {input.Key} of shape {string.Join('×', shape)}: {e.Message.Trim()}");
        }
    }
}

/// <summary>An output: its name, shape and elements, last axis fastest.</summary>
public sealed record RawTensor(string Name, System.Collections.Immutable.ImmutableArray<long> Shape, float[] Values);
