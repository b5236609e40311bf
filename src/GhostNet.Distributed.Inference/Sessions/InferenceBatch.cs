using GhostNet.Distributed.Models.Cards;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>
/// The input and output memory of one calling thread: pinned once, bound once for each batch size, so that a run copies and allocates nothing. Belongs to one thread at a time;
/// dispose it before its session.
/// </summary>
public sealed class InferenceBatch : IDisposable
{
    private readonly ModelSession _session;
    private readonly float[] _floats;
    private readonly byte[] _bytes;
    private readonly float[] _scores;
    private readonly Binding?[] _bindings;
    private readonly RunOptions _runOptions = new();

    internal InferenceBatch(ModelSession session, int capacity)
    {
        _session = session;
        var card = session.Card;
        Capacity = Math.Min(capacity, card.Input.FixedBatch ?? capacity);
        var rows = card.Input.FixedBatch ?? capacity;
        ImageLength = card.Recipe.Crop * card.Recipe.Crop * 3;
        var isFloat = card.Input.Element == InputElement.Float32;

        // Zero when allocated: the padding rows of a fixed batch are zero images, or those of an earlier batch, and their outputs are never read.
        _floats = isFloat ? GC.AllocateArray<float>(rows * ImageLength, pinned: true) : [];
        _bytes = isFloat ? [] : GC.AllocateArray<byte>(rows * ImageLength, pinned: true);
        _scores = GC.AllocateArray<float>(rows * card.Output.Width, pinned: true);
        _bindings = new Binding?[rows + 1];
    }

    /// <summary>Most images of one run.</summary>
    public int Capacity { get; }

    /// <summary>Elements of one image, 3 × crop × crop.</summary>
    public int ImageLength { get; }

    /// <summary>The input of image <paramref name="index"/> of a float32 model, in the layout of its card.</summary>
    public Span<float> Floats(int index) => _floats.AsSpan(Checked(index) * ImageLength, ImageLength);

    /// <summary>The input of image <paramref name="index"/> of a uint8 model, in the layout of its card.</summary>
    public Span<byte> Bytes(int index) => _bytes.AsSpan(Checked(index) * ImageLength, ImageLength);

    /// <summary>All outputs of image <paramref name="index"/> of the last run.</summary>
    public ReadOnlySpan<float> Scores(int index) => _scores.AsSpan(Checked(index) * _session.Card.Output.Width, _session.Card.Output.Width);

    /// <summary>Runs the first <paramref name="count"/> images.</summary>
    /// <exception cref="InferenceFailedException">ONNX Runtime failed; nothing of <see cref="Scores"/> is of this run.</exception>
    public void Run(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        try
        {
            var rows = _session.Card.Input.FixedBatch ?? count;
            _session.Run(_runOptions, _bindings[rows] ??= _session.Bind(rows, _floats, _bytes, _scores));
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceFailedException($"Model {_session.Card.Name} failed on a batch of {count}: {e.Message.Trim()}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in _bindings)
        {
            binding?.Dispose();
        }

        Array.Clear(_bindings);
        _runOptions.Dispose();
    }

    /// <summary>The tensors of one batch size over the batch's memory, as ONNX Runtime takes them.</summary>
    internal sealed class Binding(OrtValue input, OrtValue output) : IDisposable
    {
        /// <summary>The input alone.</summary>
        public OrtValue[] Inputs { get; } = [input];

        /// <summary>The output alone.</summary>
        public OrtValue[] Outputs { get; } = [output];

        /// <inheritdoc/>
        public void Dispose()
        {
            Inputs[0].Dispose();
            Outputs[0].Dispose();
        }
    }

    private int Checked(int index) => (uint)index < (uint)Capacity
        ? index
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The batch holds {Capacity} images.");
}
