using System.Runtime.InteropServices;
using GhostNet.Distributed.Models.Cards;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>Loading graphs with the settings that were measured to be fastest for one calling thread per core, and looking at what they answer.</summary>
internal static class OnnxGraph
{
    private const byte MidGrey = 128;

    /// <summary>Loads a file.</summary>
    /// <exception cref="ModelLoadException">It is missing or ONNX Runtime refuses it.</exception>
    public static InferenceSession Load(string path) => File.Exists(path)
        ? Load(options => new(path, options), path)
        : throw new ModelLoadException($"Model {path} does not exist.");

    /// <summary>Loads bytes.</summary>
    /// <exception cref="ModelLoadException">ONNX Runtime refuses them.</exception>
    public static InferenceSession Load(ReadOnlyMemory<byte> onnx, string model)
    {
        // Mostly a whole array, which needs no copy: tens of megabytes beside the three that ONNX Runtime makes itself.
        var bytes = MemoryMarshal.TryGetArray(onnx, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : onnx.ToArray();
        return Load(options => new(bytes, options), model);
    }

    /// <summary>Runs one mid-grey image, and completes what the graph does not say of its output.</summary>
    /// <exception cref="UnsupportedModelException">The output is not one value per class, or the run fails.</exception>
    public static (GraphSignature Signature, float[] Scores) Probe(InferenceSession session, string model, GraphSignature graph, int side, int? fixedBatch)
    {
        var rows = graph.Batch ?? fixedBatch ?? 1;
        long[] shape = graph.Layout == InputLayout.Nchw ? [rows, 3, side, side] : [rows, side, side, 3];
        using var input = GreyImages(graph.Element, shape);
        using var options = new RunOptions();
        try
        {
            using var outputs = session.Run(options, [graph.InputName], [input], [graph.OutputName]);
            var found = outputs[0].GetTensorTypeAndShape().Shape;
            var classAxis = Array.FindIndex(found, 1, length => length > 1) is var wide and > 0 ? wide : 1;
            if (found.Length < 2 || found[0] != rows || outputs[0].GetTensorTypeAndShape().ElementCount != rows * found[classAxis])
            {
                throw new UnsupportedModelException(
                    $"Model {model}, output {graph.OutputName}: {rows} images of {side}×{side} gave Float[{string.Join('×', found)}]; expected one value per class, N×C or N×C×1×1.");
            }

            var signature = graph with { OutputAxes = found.Length, ClassAxis = classAxis, Width = (int)found[classAxis] };
            return (signature, outputs[0].GetTensorDataAsSpan<float>()[..(int)found[classAxis]].ToArray());
        }
        catch (OnnxRuntimeException e)
        {
            throw new UnsupportedModelException($"Model {model} fails on {rows} images of {side}×{side}: {e.Message.Trim()}");
        }
    }

    private static OrtValue GreyImages(InputElement element, long[] shape)
    {
        var length = shape.Aggregate(1L, (product, axis) => product * axis);
        if (element == InputElement.Float32)
        {
            // Mid-grey is about 0 after the usual normalisations.
            return OrtValue.CreateTensorValueFromMemory(new float[length], shape);
        }

        var pixels = new byte[length];
        Array.Fill(pixels, MidGrey);
        return OrtValue.CreateTensorValueFromMemory(pixels, shape);
    }

    private static InferenceSession Load(Func<SessionOptions, InferenceSession> create, string model)
    {
        OnnxEnvironment.Require();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableCpuMemArena = true,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Spinning doubles the CPU time of one calling thread per core.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return create(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelLoadException($"Model {model} cannot be loaded by ONNX Runtime {OrtEnv.Instance().GetVersionString()}: {e.Message.Trim()}", e);
        }
    }
}
