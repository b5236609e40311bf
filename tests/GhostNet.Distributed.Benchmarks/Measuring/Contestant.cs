namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>One way to do the same work.</summary>
/// <param name="Name">As the table names it.</param>
/// <param name="Run">Does it on so many images.</param>
internal sealed record Contestant(string Name, Func<int, Task<Measured>> Run);

/// <summary>What one contestant needed, a value a round.</summary>
/// <param name="Name">The contestant.</param>
/// <param name="Whole">Processor milliseconds an image of the large run, start and end of the process included.</param>
/// <param name="Marginal">Processor milliseconds of one image more: large run less small run.</param>
/// <param name="Fixed">Processor milliseconds that do not depend on the number of images.</param>
/// <param name="PerSecond">Images a second of wall-clock time, of what the large run has more than the small one.</param>
/// <param name="PeakMegabytes">The large run's largest resident memory.</param>
internal sealed record ContestantFigures(
    string Name, IReadOnlyList<double> Whole, IReadOnlyList<double> Marginal, IReadOnlyList<double> Fixed, IReadOnlyList<double> PerSecond, IReadOnlyList<double> PeakMegabytes);
