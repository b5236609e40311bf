using GhostNet.Distributed.Models.Cards;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>
/// One loaded model. Any number of threads may run batches at once, each with an <see cref="InferenceBatch"/> of its own; a run uses the calling thread only, so that the number of callers
/// is the number of busy cores.
/// </summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly GraphSignature _graph;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private ModelSession(InferenceSession session, GraphSignature graph, ModelCard card)
    {
        (_session, _graph, Card) = (session, graph, card);
        _inputNames = [card.Input.Name];
        _outputNames = [card.Output.Name];
    }

    /// <summary>What is known of the model; checked against the graph.</summary>
    public ModelCard Card { get; }

    /// <summary>Loads an <c>.onnx</c> file and holds it against its card. The card's digest is taken as it is: whoever fetched the file has compared it.</summary>
    /// <exception cref="ModelLoadException">The file is missing, damaged, not ONNX, or needs operators that this ONNX Runtime lacks.</exception>
    /// <exception cref="UnsupportedModelException">The graph is no image classifier, or differs from its card; all differences are told at once.</exception>
    public static ModelSession Load(string onnxPath, ModelCard card) => Open(OnnxGraph.Load(onnxPath), card);

    /// <summary>Loads the bytes of an <c>.onnx</c> file and holds them against the card.</summary>
    /// <inheritdoc cref="Load(string, ModelCard)" path="/exception"/>
    public static ModelSession Load(ReadOnlyMemory<byte> onnx, ModelCard card) => Open(OnnxGraph.Load(onnx, card.Name), card);

    /// <summary>Memory for one calling thread, for up to <paramref name="capacity"/> images at once; never more than a fixed batch.</summary>
    public InferenceBatch CreateBatch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new(this, capacity);
    }

    /// <summary>Frees the model. No batch may be running.</summary>
    public void Dispose() => _session.Dispose();

    internal InferenceBatch.Binding Bind(int rows, float[] floats, byte[] bytes, float[] scores)
    {
        var side = Card.Recipe.Crop;
        long[] inputShape = Card.Input.Layout == InputLayout.Nchw ? [rows, 3, side, side] : [rows, side, side, 3];
        var outputShape = new long[Math.Max(2, _graph.OutputAxes)];
        Array.Fill(outputShape, 1);
        (outputShape[0], outputShape[_graph.ClassAxis ?? 1]) = (rows, Card.Output.Width);
        var memory = OrtMemoryInfo.DefaultInstance;
        var input = Card.Input.Element == InputElement.Float32
            ? OrtValue.CreateTensorValueFromMemory(memory, floats.AsMemory(0, rows * 3 * side * side), inputShape)
            : OrtValue.CreateTensorValueFromMemory(memory, bytes.AsMemory(0, rows * 3 * side * side), inputShape);
        return new(input, OrtValue.CreateTensorValueFromMemory(memory, scores.AsMemory(0, rows * Card.Output.Width), outputShape));
    }

    internal void Run(RunOptions options, InferenceBatch.Binding binding) => _session.Run(options, _inputNames, binding.Inputs, _outputNames, binding.Outputs);

    private static ModelSession Open(InferenceSession session, ModelCard card)
    {
        try
        {
            var graph = GraphSignature.Read(session, card.Name, card.Output.Name);
            if (graph.Width is null || graph.ClassAxis is null)
            {
                graph = OnnxGraph.Probe(session, card.Name, graph, card.Recipe.Crop, card.Input.FixedBatch).Signature;
            }

            var differences = CardCheck.Differences(graph, card);
            return differences.Count == 0
                ? new(session, graph, card)
                : throw new UnsupportedModelException($"Model {card.Name} is not what its card says: {string.Join("; ", differences)}.");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
