using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Tests.Sessions.Choice;

public sealed class GraphMeasurementTests
{
    private static readonly TimeSpan Unlimited = TimeSpan.FromHours(1);
    private TimeSpan _now;

    [Fact]
    public void The_least_time_an_image_counts_and_the_first_run_of_a_size_does_not()
    {
        // Each size: a first run that allocates, then three of which the second is undisturbed.
        Queue<double> taken = new([1, 90, 80, 100, 1, 30, 20, 25, 1, 11, 10, 12]);

        var timings = GraphMeasurement.FindBatch((GraphTarget.Plain, _ => Spend(taken.Dequeue())), () => _now, Unlimited);

        Assert.Equal([new(GraphTarget.Plain, 8, 10), new(GraphTarget.Plain, 2, 10), new(GraphTarget.Plain, 1, 10)], timings);
    }

    [Fact]
    public void Graphs_take_turns()
    {
        List<string> runs = [];

        var timings = GraphMeasurement.Compare([(GraphTarget.Plain, batch => Run("plain", batch)), (GraphTarget.Avx2, batch => Run("avx2", batch))], () => _now);

        Assert.Equal(["plain 4", "avx2 4", "plain 4", "avx2 4", "plain 4", "avx2 4", "plain 4", "avx2 4"], runs);
        Assert.Equal([GraphTarget.Plain, GraphTarget.Avx2], timings.Select(timing => timing.Target));

        void Run(string graph, int batch) => runs.Add($"{graph} {batch}");
    }

    [Fact]
    public void Of_a_slow_model_few_batch_sizes_are_tried()
    {
        var timings = GraphMeasurement.FindBatch((GraphTarget.Plain, _ => Spend(400)), () => _now, TimeSpan.FromMilliseconds(500));

        Assert.Equal([new GraphTiming(GraphTarget.Plain, 8, 50)], timings);
    }

    [Fact]
    public void Processor_time_of_this_thread_passes_while_it_works_and_never_back()
    {
        var begin = ThreadClock.Now();
        var end = begin;
        for (var i = 0; i < 100_000_000 && end == begin; i++)
        {
            end = ThreadClock.Now();
            Assert.True(end >= begin);
        }

        Assert.True(end > begin);
    }

    private void Spend(double milliseconds) => _now += TimeSpan.FromMilliseconds(milliseconds);
}
