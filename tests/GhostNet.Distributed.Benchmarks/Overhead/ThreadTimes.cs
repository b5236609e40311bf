using GhostNet.Distributed.Benchmarks.Measuring;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>Processor time of a process by the names of its threads. What a thread used after the last look at it is nobody's.</summary>
internal sealed class ThreadTimes
{
    private readonly Dictionary<int, (string Name, TimeSpan Processor)> _threads = [];

    /// <summary>Looks at the process again.</summary>
    public void Look(int process)
    {
        foreach (var (thread, name, processor) in ProcessFacts.Threads(process))
        {
            _threads[thread] = (name, processor);
        }
    }

    /// <summary>Time by name, most first; <paramref name="called"/> names a thread's group.</summary>
    public IReadOnlyList<(string Name, TimeSpan Processor)> By(Func<string, string> called) =>
        [.. _threads.Values.GroupBy(thread => called(thread.Name)).Select(group => (group.Key, TimeSpan.FromTicks(group.Sum(thread => thread.Processor.Ticks)))).OrderByDescending(group => group.Item2)];
}
