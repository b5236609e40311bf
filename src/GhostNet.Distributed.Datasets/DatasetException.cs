using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets;

/// <summary>A dataset, or a file that describes one, cannot be used as it is. All faults that were found are told at once.</summary>
public class DatasetException : Exception
{
    /// <summary>Faults of one dataset.</summary>
    /// <param name="subject">What is not usable, such as <c>The dataset in /data/val</c>.</param>
    /// <param name="faults">What is wrong with it: sentences without the full stop, each with what was found, what is expected and what to do.</param>
    /// <param name="inner">The cause.</param>
    public DatasetException(string subject, ImmutableArray<string> faults, Exception? inner = null)
        : base($"{subject} cannot be used: {string.Join("; ", faults)}.", inner) => Faults = faults;

    /// <summary>The faults one by one.</summary>
    public ImmutableArray<string> Faults { get; }
}
