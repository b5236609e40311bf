namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>Processor time of a process that goes on, at one moment: of all its threads, those that are over included, and of each that lives.</summary>
/// <param name="All">User and system time of the whole process.</param>
/// <param name="Threads">The threads that live, by id.</param>
internal sealed record ProcessTimes(TimeSpan All, IReadOnlyDictionary<int, ThreadFacts> Threads)
{
    /// <summary>As of now.</summary>
    public static ProcessTimes Of(int process) => new(ProcessFacts.Processor(process), ProcessFacts.Threads(process).ToDictionary(thread => thread.Id));

    /// <summary>What was used since an earlier moment by threads of some name, which live all the time: on a processor, and waiting for one.</summary>
    public (TimeSpan Processor, TimeSpan Waited) Since(ProcessTimes earlier, Predicate<string> called)
    {
        var (ran, waited) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var thread in Threads.Values.Where(thread => called(thread.Name)))
        {
            var before = earlier.Threads.GetValueOrDefault(thread.Id);
            ran += thread.Processor - before.Processor;
            waited += thread.Waited - before.Waited;
        }

        return (ran, waited);
    }
}
