namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>
/// Runs contestants in turn, round after round and each round in another order, so that what else the machine does meets all of them. Each runs on few and on many images: the difference is what an
/// image costs, the rest what a process costs.
/// </summary>
/// <param name="Small">Images of the small run.</param>
/// <param name="Large">Images of the large run.</param>
/// <param name="Rounds">How often.</param>
internal sealed record Contest(int Small, int Large, int Rounds)
{
    /// <summary>Runs everybody.</summary>
    /// <param name="contestants">Who takes part.</param>
    /// <param name="seen">Told of every large run.</param>
    public async Task<IReadOnlyList<ContestantFigures>> RunAsync(IReadOnlyList<Contestant> contestants, Action<Contestant, Measured> seen)
    {
        var runs = contestants.ToDictionary(contestant => contestant, _ => new List<(Measured Small, Measured Large)>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var contestant in contestants.Skip(round % contestants.Count).Concat(contestants.Take(round % contestants.Count)))
            {
                var small = await contestant.Run(Small);
                var large = await contestant.Run(Large);
                runs[contestant].Add((small, large));
                seen(contestant, large);
            }
        }

        return [.. contestants.Select(contestant => FiguresOf(contestant.Name, runs[contestant]))];
    }

    /// <summary>Prints a line a contestant, with the ratios to those that are compared with: of processor time, the median over the rounds of the ratio within a round.</summary>
    public static async Task TellAsync(TextWriter output, IReadOnlyList<ContestantFigures> figures, params string[] comparedWith)
    {
        var width = figures.Max(f => f.Name.Length);
        await output.WriteLineAsync($"{"".PadRight(width)}  CPU ms/image  whole run   fixed ms   images/s   peak MB{string.Concat(comparedWith.Select(name => $"   ÷ {name} (whole)"))}");
        foreach (var f in figures)
        {
            var ratios = comparedWith.Select(name => figures.First(other => other.Name == name))
                .Select(other => Conditions.Line($"{Median.Of(f.Marginal.Zip(other.Marginal, (a, b) => a / b)):F3} ({Median.Of(f.Whole.Zip(other.Whole, (a, b) => a / b)):F3})").PadLeft(13 + other.Name.Length));
            await output.WriteLineAsync(
                f.Name.PadRight(width)
                + Conditions.Line($"{Median.Of(f.Marginal),14:F2}{Median.Of(f.Whole),11:F2}{Median.Of(f.Fixed),11:F0}{Median.Of(f.PerSecond),11:F0}{f.PeakMegabytes.Max(),10:F0}")
                + string.Concat(ratios));
        }
    }

    private ContestantFigures FiguresOf(string name, List<(Measured Small, Measured Large)> runs)
    {
        double more = Large - Small;
        double[] marginal = [.. runs.Select(run => (run.Large.Processor - run.Small.Processor).TotalMilliseconds / more)];
        return new ContestantFigures(
            name,
            [.. runs.Select(run => run.Large.Processor.TotalMilliseconds / Large)],
            marginal,
            [.. runs.Select((run, i) => run.Large.Processor.TotalMilliseconds - (Large * marginal[i]))],
            [.. runs.Select(run => more / (run.Large.Elapsed - run.Small.Elapsed).TotalSeconds)],
            [.. runs.Select(run => run.Large.PeakBytes / 1e6)]);
    }
}
