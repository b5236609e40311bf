using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Tests.Sessions.Choice;

public sealed class GraphDecisionTests
{
    [Fact]
    public void Without_a_measurement_the_instruction_set_decides() =>
        Assert.Equal((GraphTarget.Avx512, 4), Decide([], default));

    [Theory]
    [InlineData(9.31, 4)]
    [InlineData(9.29, 8)]
    public void A_batch_size_must_be_seven_percent_faster_to_be_taken(double milliseconds, int expected) =>
        Assert.Equal((GraphTarget.Avx512, expected), Decide([new(GraphTarget.Avx512, 4, 10), new(GraphTarget.Avx512, 8, milliseconds)], default));

    [Fact]
    public void The_plain_graph_is_taken_where_it_is_clearly_faster() =>
        Assert.Equal((GraphTarget.Plain, 2), Decide([new(GraphTarget.Avx512, 4, 10), new(GraphTarget.Plain, 4, 9), new(GraphTarget.Plain, 2, 8)], default));

    [Fact]
    public void A_target_that_was_asked_for_is_taken_however_slow_it_is() =>
        Assert.Equal((GraphTarget.Plain, 1), Decide([new(GraphTarget.Avx512, 4, 1), new(GraphTarget.Plain, 4, 10), new(GraphTarget.Plain, 1, 5)], new(GraphTarget.Plain, null)));

    [Fact]
    public void A_batch_size_that_was_asked_for_is_taken_and_judged_by_the_nearest_that_was_measured() =>
        Assert.Equal(
            (GraphTarget.Plain, 32),
            Decide([new(GraphTarget.Avx512, 4, 1), new(GraphTarget.Plain, 4, 10), new(GraphTarget.Avx512, 8, 10), new(GraphTarget.Plain, 8, 5)], new(null, 32)));

    [Fact]
    public void What_was_asked_for_needs_no_measurement() =>
        Assert.Equal((GraphTarget.Avx2, 16), Decide([], new(GraphTarget.Avx2, 16)));

    [Fact]
    public void The_reason_names_what_was_measured()
    {
        var decision = GraphDecision.Of([new(GraphTarget.Avx512, 4, 10), new(GraphTarget.Plain, 2, 8)], GraphTarget.Avx512, default);

        Assert.Equal("measured 8.00 ms an image against 10.00 with avx512 and batch 4", decision.Reason);
    }

    private static (GraphTarget Target, int Batch) Decide(GraphTiming[] timings, GraphWish wish)
    {
        var decision = GraphDecision.Of(timings, GraphTarget.Avx512, wish);
        return (decision.Target, decision.Batch);
    }
}
