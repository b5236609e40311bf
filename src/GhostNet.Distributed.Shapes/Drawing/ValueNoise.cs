namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>Soft noise: random heights on a coarse grid, smoothly interpolated, each octave half as high and twice as fine as the one before.</summary>
internal sealed class ValueNoise
{
    private readonly Octave[] _octaves;

    /// <summary>Draws the heights.</summary>
    /// <param name="random">Where they come from.</param>
    /// <param name="width">Width of the area in pixels.</param>
    /// <param name="height">Height of the area in pixels.</param>
    /// <param name="cell">Distance of the first octave's grid points in pixels.</param>
    /// <param name="octaves">How many grids are added.</param>
    public ValueNoise(SplitMix64 random, int width, int height, float cell, int octaves)
    {
        _octaves = new Octave[octaves];
        var amplitude = 1f;
        for (var i = 0; i < octaves; i++)
        {
            _octaves[i] = new Octave(random, width, height, MathF.Max(cell, 2), amplitude);
            cell /= 2;
            amplitude /= 2;
        }
    }

    /// <summary>The noise of one row, about −1 to 1.</summary>
    public void Fill(int y, Span<float> row)
    {
        row.Clear();
        foreach (var octave in _octaves)
        {
            octave.Add(y, row);
        }
    }

    private static float Fade(float share) => share * share * (3 - (2 * share));

    private sealed class Octave
    {
        private readonly float[] _heights;
        private readonly float[] _line;
        private readonly int[] _left;
        private readonly float[] _share;
        private readonly float _cell;

        public Octave(SplitMix64 random, int width, int height, float cell, float amplitude)
        {
            _cell = cell;
            _line = new float[(int)(width / cell) + 2];
            _heights = new float[_line.Length * ((int)(height / cell) + 2)];
            for (var i = 0; i < _heights.Length; i++)
            {
                _heights[i] = random.Between(-amplitude, amplitude);
            }

            // Where a column lies between grid points is the same in every row.
            _left = new int[width];
            _share = new float[width];
            for (var x = 0; x < width; x++)
            {
                var at = x / cell;
                _left[x] = (int)at;
                _share[x] = Fade(at - _left[x]);
            }
        }

        public void Add(int y, Span<float> row)
        {
            var at = y / _cell;
            var upper = (int)at;
            var share = Fade(at - upper);
            for (var i = 0; i < _line.Length; i++)
            {
                var above = _heights[(upper * _line.Length) + i];
                var below = _heights[((upper + 1) * _line.Length) + i];
                _line[i] = above + ((below - above) * share);
            }

            for (var x = 0; x < row.Length; x++)
            {
                var left = _line[_left[x]];
                row[x] += left + ((_line[_left[x] + 1] - left) * _share[x]);
            }
        }
    }
}
