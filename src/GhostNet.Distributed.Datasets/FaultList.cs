using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Datasets;

/// <summary>Collects faults to tell them at once; of a thousand alike it keeps the first few and counts the rest.</summary>
internal sealed class FaultList
{
    private readonly List<string> _faults = [];
    private int _more;

    internal bool Any => _faults.Count > 0;

    private bool HasRoom => _faults.Count < CountedNames.Shown;

    internal void Add(string fault)
    {
        if (HasRoom)
        {
            _faults.Add(fault);
        }
        else
        {
            _more++;
        }
    }

    /// <summary>As the other. What is only counted is not put into words: a file of a gigabyte may be nothing but faults.</summary>
    internal void Add([InterpolatedStringHandlerArgument("")] ref Words fault)
    {
        if (HasRoom)
        {
            _faults.Add(fault.ToStringAndClear());
        }
        else
        {
            _more++;
        }
    }

    internal ImmutableArray<string> ToFaults() => _more == 0 ? [.. _faults] : [.. _faults, $"and {_more} more faults like these"];

    /// <summary>An interpolated text that is made only when there is room for it.</summary>
    [InterpolatedStringHandler]
    internal ref struct Words
    {
        private DefaultInterpolatedStringHandler _text;

        public Words(int literalLength, int formattedCount, FaultList faults, out bool isWanted)
        {
            isWanted = faults.HasRoom;
            _text = isWanted ? new(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }
}
