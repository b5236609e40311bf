using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Measures graphs against each other, alternating, so that whatever else the machine does meets them all.</summary>
internal static class GraphMeasurement
{
    private const int Rounds = 3;

    /// <summary>The batch sizes, the usual one first: if time runs out, the others are the ones that nobody has measured.</summary>
    public static IReadOnlyList<int> BatchSizes { get; } = [4, 8, 2, 1];

    /// <summary>Runs each graph with each batch size.</summary>
    /// <param name="graphs">What runs so many images with a target's graph.</param>
    /// <param name="clock">Processor time of this thread.</param>
    /// <param name="budget">No batch size is begun after it; the first always is.</param>
    /// <returns>The least time of each graph and batch size that there was time for.</returns>
    public static List<GraphTiming> Measure(IReadOnlyList<(GraphTarget Target, Action<int> Run)> graphs, Func<TimeSpan> clock, TimeSpan budget)
    {
        List<GraphTiming> timings = [];
        var begin = clock();
        foreach (var batch in BatchSizes)
        {
            if (batch != BatchSizes[0] && clock() - begin >= budget)
            {
                break;
            }

            timings.AddRange(Measure(graphs, batch, clock));
        }

        return timings;
    }

    private static IEnumerable<GraphTiming> Measure(IReadOnlyList<(GraphTarget Target, Action<int> Run)> graphs, int batch, Func<TimeSpan> clock)
    {
        // The first run of a size allocates, and is not counted.
        foreach (var (_, run) in graphs)
        {
            run(batch);
        }

        var least = new TimeSpan[graphs.Count];
        Array.Fill(least, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < graphs.Count; i++)
            {
                var begin = clock();
                graphs[i].Run(batch);
                var taken = clock() - begin;
                least[i] = taken < least[i] ? taken : least[i];
            }
        }

        return graphs.Zip(least, (graph, time) => new GraphTiming(graph.Target, batch, time.TotalMilliseconds / batch));
    }
}
