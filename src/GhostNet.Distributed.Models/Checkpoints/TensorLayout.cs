using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>Where the elements of a tensor lie in its storage, counted in elements: a first one and a step an axis.</summary>
internal sealed record TensorLayout(long Offset, ImmutableArray<int> Shape, ImmutableArray<long> Strides)
{
    /// <summary>More axes than any network's tensors have.</summary>
    public const int MaxAxes = 16;

    /// <summary>Number of elements; never overflows, because <see cref="TryCreate"/> has looked.</summary>
    public int Count => (int)Shape.Aggregate(1L, (n, d) => n * d);

    /// <summary>A layout that lies inside a storage of <paramref name="storageCount"/> elements, or null and the reason.</summary>
    public static TensorLayout? TryCreate(long offset, IReadOnlyList<long> shape, IReadOnlyList<long> strides, long storageCount, out string fault)
    {
        fault = "";
        if (shape.Count != strides.Count || shape.Count > MaxAxes)
        {
            fault = $"it has {shape.Count} axes and {strides.Count} strides; expected as many, and at most {MaxAxes}";
            return null;
        }

        Int128 count = 1;
        Int128 last = offset;
        for (var axis = 0; axis < shape.Count; axis++)
        {
            if (shape[axis] is < 0 or > int.MaxValue || strides[axis] < 0)
            {
                fault = $"axis {axis} has length {shape[axis]} and stride {strides[axis]}";
                return null;
            }

            count *= shape[axis];
            last += (Int128)Math.Max(0, shape[axis] - 1) * strides[axis];
            if (count > storageCount)
            {
                fault = $"its shape [{string.Join(", ", shape)}] has more elements than its storage, {storageCount}";
                return null;
            }
        }

        if (offset < 0 || (count > 0 && last >= storageCount))
        {
            fault = $"elements {offset} to {last} are outside its storage of {storageCount} elements";
            return null;
        }

        return new(offset, [.. shape.Select(d => (int)d)], [.. strides]);
    }

    /// <summary>The elements in row-major order, gathered by stride.</summary>
    public float[] Gather(ElementType element, ReadOnlySpan<byte> storage)
    {
        var size = element.Bytes();
        if (Count == 0)
        {
            return [];
        }

        if (IsContiguous())
        {
            return element.DecodeAll(storage.Slice((int)Offset * size, Count * size));
        }

        var values = new float[Count];
        var index = new int[Shape.Length];
        var position = Offset;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = element.Decode(storage[(int)(position * size)..]);
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                position += Strides[axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                position -= Strides[axis] * Shape[axis];
                index[axis] = 0;
            }
        }

        return values;
    }

    private bool IsContiguous()
    {
        var expected = 1L;
        for (var axis = Shape.Length - 1; axis >= 0; axis--)
        {
            // The stride of an axis of length 1 is never used, and PyTorch writes any number there.
            if (Shape[axis] > 1 && Strides[axis] != expected)
            {
                return false;
            }

            expected *= Shape[axis];
        }

        return true;
    }
}
