using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Tests;

/// <summary>Parsers that do what none may: each has to be found.</summary>
public sealed class FuzzRunTests
{
    private static readonly FuzzOptions Few = new() { Inputs = 50 };

    [Fact]
    public async Task What_is_not_declared_is_a_crash_with_its_input()
    {
        var target = new Parser(input => input.Length % 2 == 0 ? true : throw new InvalidCastException("odd"));
        var summary = await new FuzzRun(target, Few, TimeProvider.System).RunAsync();

        Assert.Equal(10, summary.Findings.Length);
        Assert.All(summary.Findings, finding =>
        {
            Assert.Equal(FuzzFault.Crash, finding.Fault);
            Assert.Contains("InvalidCastException: odd", finding.Detail, StringComparison.Ordinal);
            Assert.Equal(finding.Input, FuzzRun.InputOf(target, Few.Seed, finding.Index));
        });
    }

    [Fact]
    public async Task What_does_not_come_back_is_a_hang_and_ends_the_run()
    {
        using var never = new ManualResetEventSlim();
        var seeds = 1;
        var target = new Parser(_ =>
        {
            if (seeds-- <= 0)
            {
                never.Wait(TestContext.Current.CancellationToken);
            }

            return true;
        });
        var summary = await new FuzzRun(target, Few with { HangAfter = TimeSpan.FromMilliseconds(100) }, TimeProvider.System).RunAsync();

        Assert.Equal((FuzzFault.Hang, 0), (Assert.Single(summary.Findings).Fault, summary.Findings[0].Index));
        never.Set();
    }

    [Fact]
    public async Task What_takes_memory_out_of_proportion_is_found()
    {
        var kept = new List<byte[]>();
        var seeds = 1;
        var summary = await new FuzzRun(new Parser(_ => AllocateAfter(ref seeds, kept)), Few, TimeProvider.System).RunAsync();

        Assert.All(summary.Findings, finding => Assert.Equal(FuzzFault.Memory, finding.Fault));
        Assert.Equal(10, summary.Findings.Length);
        Assert.InRange(summary.LargestAllocation, 4 << 20, 5 << 20);
    }

    [Fact]
    public async Task What_takes_processor_time_out_of_proportion_is_found()
    {
        var seeds = 1;
        var summary = await new FuzzRun(new Parser(_ => WorkAfter(ref seeds)), Few with { Inputs = 2, SlowAfter = TimeSpan.FromMilliseconds(5) }, TimeProvider.System).RunAsync();

        Assert.Equal([FuzzFault.Slow, FuzzFault.Slow], summary.Findings.Select(finding => finding.Fault));
        Assert.InRange(summary.Slowest, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_target_that_refuses_its_own_seeds_is_no_target() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new FuzzRun(new Parser(_ => false), Few, TimeProvider.System).RunAsync());

    private static bool AllocateAfter(ref int seeds, List<byte[]> kept)
    {
        if (seeds-- <= 0)
        {
            kept.Clear();
            kept.Add(new byte[4 << 20]);
        }

        return true;
    }

    private static bool WorkAfter(ref int seeds)
    {
        if (seeds-- <= 0)
        {
            for (var began = ThreadClock.Now; ThreadClock.Now - began < TimeSpan.FromMilliseconds(20);)
            {
            }
        }

        return true;
    }

    private sealed class Parser(Func<byte[], bool> accepts) : FuzzTarget("test", FormatKind.Binary, ["seed"u8.ToArray()])
    {
        public override bool Accepts(byte[] input) => accepts(input);
    }
}
