using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Fuzzing.Targets;

namespace GhostNet.Distributed.Fuzzing.Tests;

/// <summary>A short run of every target, always with the same inputs; the long one is the program itself.</summary>
public sealed class SeededRunTests
{
    private const int Inputs = 4_000;

    public static TheoryData<string> Targets => new(AllTargets.ByName.Keys);

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Damaged_input_is_refused_as_the_parser_declares_and_costs_little(string name)
    {
        var target = AllTargets.ByName[name]();
        using (target as IDisposable)
        {
            var summary = await new FuzzRun(target, new FuzzOptions { Inputs = Inputs }, TimeProvider.System).RunAsync();

            Assert.Empty(summary.Findings.Select(finding => $"{finding.Fault} by input {finding.Index}: {finding.Detail}"));
            Assert.Equal(Inputs, summary.Inputs);

            // A mutator that damages too much, or nothing, would test little.
            Assert.InRange(summary.Accepted, Inputs / 200, Inputs - (Inputs / 20));
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs_whichever_came_before()
    {
        foreach (var make in AllTargets.ByName.Values)
        {
            var (once, again) = (make(), make());
            using var ended = once as IDisposable;
            using var endedAgain = again as IDisposable;
            for (var index = 0; index < 50; index++)
            {
                FuzzRun.InputOf(again, 5, 1000 + index);
                Assert.Equal(FuzzRun.InputOf(once, 5, index), FuzzRun.InputOf(again, 5, index));
            }
        }
    }
}
