using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Measures graphs against each other, alternating, so that whatever else the machine does meets them all.</summary>
internal static class GraphMeasurement
{
    private const int Rounds = 3;

    // In the order in which they are likely to be better.
    private static readonly int[] OtherBatches = [8, 2, 1];

    /// <summary>The batch sizes that are measured.</summary>
    public static IReadOnlyList<int> BatchSizes { get; } = [GraphDecision.UsualBatch, .. OtherBatches];

    /// <summary>Runs each graph with the usual batch size.</summary>
    /// <param name="graphs">What runs so many images with a target's graph.</param>
    /// <param name="clock">Processor time of this thread.</param>
    /// <returns>The least time of each graph.</returns>
    public static List<GraphTiming> Compare(IReadOnlyList<(GraphTarget Target, Action<int> Run)> graphs, Func<TimeSpan> clock) => [.. Measure(graphs, GraphDecision.UsualBatch, clock)];

    /// <summary>Runs one graph with the other batch sizes.</summary>
    /// <param name="graph">What runs so many images.</param>
    /// <param name="clock">Processor time of this thread.</param>
    /// <param name="budget">No batch size is begun after it.</param>
    /// <returns>The least time of each batch size that there was time for.</returns>
    public static List<GraphTiming> FindBatch((GraphTarget Target, Action<int> Run) graph, Func<TimeSpan> clock, TimeSpan budget)
    {
        List<GraphTiming> timings = [];
        var begin = clock();
        foreach (var batch in OtherBatches.TakeWhile(_ => clock() - begin < budget))
        {
            timings.AddRange(Measure([graph], batch, clock));
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
