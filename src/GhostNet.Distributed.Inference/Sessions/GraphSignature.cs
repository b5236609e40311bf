using System.Collections.Immutable;
using GhostNet.Distributed.Models.Cards;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>
/// What a graph says of its image input and its class output: N×3×H×W or N×H×W×3, float32 or uint8, square; N×C or N×C×1×1, float32. Null stands for a symbolic dimension.
/// </summary>
/// <param name="InputName">Name of the input tensor.</param>
/// <param name="Element">Its element type.</param>
/// <param name="Layout">Its order of axes.</param>
/// <param name="Batch">The only batch size it takes.</param>
/// <param name="Size">Its height and width in pixels.</param>
/// <param name="OutputName">Name of the output tensor.</param>
/// <param name="OutputAxes">Number of axes of the output.</param>
/// <param name="ClassAxis">Which axis of the output counts the classes.</param>
/// <param name="Width">Number of columns of the output.</param>
/// <param name="Notes">What was chosen where the graph left a choice.</param>
internal sealed record GraphSignature(
    string InputName,
    InputElement Element,
    InputLayout Layout,
    int? Batch,
    int? Size,
    string OutputName,
    int OutputAxes,
    int? ClassAxis,
    int? Width,
    ImmutableArray<string> Notes)
{
    /// <summary>Reads the signature of a loaded graph.</summary>
    /// <param name="session">The loaded graph.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="outputName">The output to take; when null the only one, the only N×C one, or the first.</param>
    /// <exception cref="UnsupportedModelException">The graph is no image classifier.</exception>
    public static GraphSignature Read(InferenceSession session, string model, string? outputName = null)
    {
        if (session.InputMetadata.Count != 1)
        {
            throw new UnsupportedModelException(
                $"Model {model} has {session.InputMetadata.Count} inputs ({Describe(session.InputMetadata)}); expected one image input, float32 or uint8, N×3×H×W or N×H×W×3.");
        }

        var (inputName, input) = session.InputMetadata.Single();
        var notes = ImmutableArray.CreateBuilder<string>();
        var (element, layout, batch, size) = ReadInput(model, inputName, input);
        var (chosen, output) = ChooseOutput(session, model, outputName, notes);
        if (!output.IsTensor || output.ElementDataType != TensorElementType.Float)
        {
            throw new UnsupportedModelException($"Model {model}, output {Describe(chosen, output)}: expected float32, one value per class.");
        }

        var (classAxis, width) = ReadOutput(model, chosen, output);
        return new(inputName, element, layout, batch, size, chosen, output.Dimensions.Length, classAxis, width, notes.ToImmutable());
    }

    private static (InputElement Element, InputLayout Layout, int? Batch, int? Size) ReadInput(string model, string name, NodeMetadata input)
    {
        UnsupportedModelException Unsupported(string expected) => new($"Model {model}, input {Describe(name, input)}: expected {expected}.");

        if (!input.IsTensor || input.ElementDataType is not (TensorElementType.Float or TensorElementType.UInt8))
        {
            throw Unsupported("a float32 or uint8 tensor");
        }

        if (input.Dimensions is not [var batch, var first, var second, var third])
        {
            throw Unsupported("an image batch of four axes, N×3×H×W or N×H×W×3");
        }

        var layout = (first, third) switch
        {
            (3, _) => InputLayout.Nchw,
            (_, 3) => InputLayout.Nhwc,
            _ => throw Unsupported("three channels on the second or on the last axis"),
        };
        var (height, width) = layout == InputLayout.Nchw ? (second, third) : (first, second);
        if (height > 0 && width > 0 && height != width)
        {
            throw Unsupported("a square image, because the recipe's crop is square");
        }

        var element = input.ElementDataType == TensorElementType.Float ? InputElement.Float32 : InputElement.Uint8;
        return (element, layout, Known(batch), Known(Math.Max(height, width)));
    }

    private static (string Name, NodeMetadata Output) ChooseOutput(InferenceSession session, string model, string? wanted, ImmutableArray<string>.Builder notes)
    {
        var outputs = session.OutputMetadata;
        if (wanted is not null)
        {
            return outputs.TryGetValue(wanted, out var named)
                ? (wanted, named)
                : throw new UnsupportedModelException($"Model {model} has no output {wanted}; it has {Describe(outputs)}.");
        }

        // OutputNames keeps the graph's order; the dictionary promises none.
        var inOrder = session.OutputNames.Select(name => (name, outputs[name])).ToArray();
        if (inOrder.Length == 1)
        {
            return inOrder[0];
        }

        var matrices = inOrder.Where(o => o.Item2.IsTensor && o.Item2.Dimensions.Length == 2).ToArray();
        var (choice, reason) = matrices.Length == 1 ? (matrices[0], "the only one of two axes") : (inOrder[0], "the first");
        notes.Add($"takes output {choice.name}, {reason} of {inOrder.Length}: {Describe(outputs)}");
        return choice;
    }

    private static (int? ClassAxis, int? Width) ReadOutput(string model, string name, NodeMetadata output)
    {
        var axes = output.Dimensions;
        var beyondBatch = Enumerable.Range(0, axes.Length).Skip(1).ToArray();
        var wide = beyondBatch.Where(axis => axes[axis] > 1).ToArray();
        var symbolic = beyondBatch.Where(axis => Known(axes[axis]) is null).ToArray();
        return (wide, symbolic) switch
        {
            ([var axis], []) => (axis, axes[axis]),
            ([], []) when beyondBatch.Length > 0 => (1, 1),
            ([], [var axis]) => (axis, null),
            ([] or [_], not []) => (null, null),

            // Shape inference may have told nothing at all; the output of a run then does.
            ([], []) when axes.Length == 0 => (null, null),
            _ => throw new UnsupportedModelException($"Model {model}, output {Describe(name, output)}: expected one value per class, N×C or N×C×1×1."),
        };
    }

    /// <summary>Names, types and shapes, for messages.</summary>
    public static string Describe(IReadOnlyDictionary<string, NodeMetadata> tensors) =>
        tensors.Count == 0 ? "none" : string.Join(", ", tensors.Select(t => Describe(t.Key, t.Value)));

    private static string Describe(string name, NodeMetadata tensor)
    {
        if (!tensor.IsTensor)
        {
            return $"{name}: {tensor.OnnxValueType}, not a tensor";
        }

        var axes = tensor.Dimensions.Select((length, axis) => length >= 0 ? $"{length}" : tensor.SymbolicDimensions[axis] is { Length: > 0 } symbol ? symbol : "?");
        return $"{name}: {tensor.ElementDataType}[{string.Join('×', axes)}]";
    }

    private static int? Known(int dimension) => dimension > 0 ? dimension : null;
}
