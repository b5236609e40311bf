namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>What Linux tells of a running thread.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The first 15 characters of its name.</param>
/// <param name="Processor">Its time on a processor.</param>
/// <param name="Waited">The time that it had work and waited for a processor, which somebody else had.</param>
internal readonly record struct ThreadFacts(int Id, string Name, TimeSpan Processor, TimeSpan Waited);
