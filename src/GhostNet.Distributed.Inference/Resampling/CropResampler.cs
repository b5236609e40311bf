using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>
/// Resizes and crops as Pillow's <c>Image.resize</c> and torchvision's centre crop do, bit for bit, taking the source row by row and computing only what the crop shows: a horizontal pass
/// rounded to bytes, then a vertical one. One per thread.
/// </summary>
/// <param name="recipe">What to resize and crop to.</param>
/// <param name="kernel">The inner loops.</param>
internal sealed class CropResampler(Recipe recipe, ResamplingKernel kernel) : IPixelRows
{
    private const int KeptPlans = 256;

    private readonly Dictionary<(int Source, long Target), AxisPlan> _plans = [];
    private readonly int _rowBytes = recipe.Crop * 3;
    private AxisPlan? _horizontal;
    private AxisPlan? _vertical;
    private byte[] _intermediate = [];
    private int _nextRow;

    /// <summary>Gets ready for an image of this size.</summary>
    /// <returns>The source rows that the crop needs.</returns>
    public RowRange Begin(int width, int height)
    {
        var geometry = CropGeometry.For(width, height, recipe);
        _horizontal = Plan(width, geometry.ResizedWidth, geometry.Left);
        _vertical = Plan(height, geometry.ResizedHeight, geometry.Top);
        var rows = new RowRange(_vertical.SourceFirst, _vertical.SourceEnd);
        if (_intermediate.Length < rows.Count * _rowBytes)
        {
            _intermediate = GC.AllocateUninitializedArray<byte>(rows.Count * _rowBytes);
        }

        _nextRow = rows.First;
        return rows;
    }

    /// <inheritdoc/>
    public void Accept(int firstRow, int count, ReadOnlySpan<byte> rgbx)
    {
        if (_horizontal is null || _vertical is null || firstRow != _nextRow || firstRow + count > _vertical.SourceEnd)
        {
            throw new InvalidOperationException($"Rows {firstRow} to {firstRow + count} arrived; expected rows from {_nextRow} on, each once.");
        }

        var sourceRowBytes = _horizontal.SourceLength * 4;
        for (var row = 0; row < count; row++)
        {
            var source = rgbx.Slice(row * sourceRowBytes, sourceRowBytes);
            var target = _intermediate.AsSpan((firstRow + row - _vertical.SourceFirst) * _rowBytes, _rowBytes);
            if (_horizontal.IsIdentity)
            {
                DropFourthByte(source.Slice((int)_horizontal.First * 4, _horizontal.Count * 4), target);
            }
            else
            {
                kernel.Horizontal(source, _horizontal, target);
            }
        }

        _nextRow = firstRow + count;
    }

    /// <summary>Writes the crop, once every needed row has arrived: <c>crop × crop × 3</c> bytes, R, G, B.</summary>
    public void Finish(Span<byte> rgb)
    {
        if (_vertical is null || _nextRow != _vertical.SourceEnd)
        {
            throw new InvalidOperationException($"Only the rows before {_nextRow} have arrived; the crop needs those before {_vertical?.SourceEnd}.");
        }

        for (var y = 0; y < _vertical.Count; y++)
        {
            var first = (_vertical.Starts[y] - _vertical.SourceFirst) * _rowBytes;
            var target = rgb.Slice(y * _rowBytes, _rowBytes);
            if (_vertical.IsIdentity)
            {
                _intermediate.AsSpan(first, _rowBytes).CopyTo(target);
            }
            else
            {
                kernel.Vertical(_intermediate.AsSpan(first, _vertical.TapCounts[y] * _rowBytes), _vertical.WeightsOf(y), target);
            }
        }
    }

    private AxisPlan Plan(int source, long target, long first)
    {
        // The crop's offset follows from the target length, so that the pair is a sufficient key.
        if (_plans.TryGetValue((source, target), out var plan))
        {
            return plan;
        }

        if (_plans.Count >= KeptPlans)
        {
            _plans.Clear();
        }

        return _plans[(source, target)] = AxisPlan.Create(source, target, first, recipe.Crop, recipe.Interpolation);
    }

    private static void DropFourthByte(ReadOnlySpan<byte> rgbx, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from < rgbx.Length; from += 4, to += 3)
        {
            rgb[to] = rgbx[from];
            rgb[to + 1] = rgbx[from + 1];
            rgb[to + 2] = rgbx[from + 2];
        }
    }
}
