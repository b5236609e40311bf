using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets;

/// <summary>Collects faults to tell them at once; of a thousand alike it keeps the first few and counts the rest.</summary>
internal sealed class FaultList
{
    private readonly List<string> _faults = [];
    private int _more;

    internal bool Any => _faults.Count > 0;

    internal void Add(string fault)
    {
        if (_faults.Count < CountedNames.Shown)
        {
            _faults.Add(fault);
        }
        else
        {
            _more++;
        }
    }

    internal ImmutableArray<string> ToFaults() => _more == 0 ? [.. _faults] : [.. _faults, $"and {_more} more faults like these"];
}
