using GhostNet.Distributed.Benchmarks.Measuring;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>Processor time of a process by the names of its threads. What a thread used after the last look at it is nobody's.</summary>
internal sealed class ThreadTimes
{
    private readonly Dictionary<int, ThreadFacts> _threads = [];

    /// <summary>Looks at the process again.</summary>
    public void Look(int process)
    {
        foreach (var thread in ProcessFacts.Threads(process))
        {
            _threads[thread.Id] = thread;
        }
    }

    /// <summary>Times by name, most first; <paramref name="called"/> names a thread's group.</summary>
    public IReadOnlyList<(string Name, TimeSpan Processor, TimeSpan Waited)> By(Func<string, string> called) =>
        [.. _threads.Values.GroupBy(thread => called(thread.Name)).Select(group => (group.Key, Sum(group, t => t.Processor), Sum(group, t => t.Waited))).OrderByDescending(group => group.Item2)];

    private static TimeSpan Sum(IEnumerable<ThreadFacts> threads, Func<ThreadFacts, TimeSpan> time) => TimeSpan.FromTicks(threads.Sum(thread => time(thread).Ticks));
}
