using System.Collections.Immutable;
using System.Globalization;

namespace GhostNet.Distributed.Reporting;

/// <summary>Faults of single results: one sentence each, the first 100 of them, so that a ledger with every shard damaged still makes a readable report.</summary>
internal sealed class Faults
{
    private const int Listed = 100;

    private readonly List<string> _sentences = [];
    private long _more;

    public void Add(FormattableString sentence)
    {
        if (_sentences.Count < Listed)
        {
            _sentences.Add(sentence.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            _more++;
        }
    }

    public ImmutableArray<string> ToReasons() =>
        _more == 0 ? [.. _sentences] : [.. _sentences, string.Create(CultureInfo.InvariantCulture, $"{_more:N0} more faults in the results of shards are not listed.")];
}
