using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public class BudgetTests
{
    private readonly Budget _budget = new(100);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Parts_are_given_while_there_is_room()
    {
        Assert.True(_budget.TakeAsync(60, Cancel).IsCompletedSuccessfully);
        Assert.True(_budget.TakeAsync(40, Cancel).IsCompletedSuccessfully);
        Assert.False(_budget.TakeAsync(1, Cancel).IsCompleted);
    }

    [Fact]
    public async Task What_is_given_back_goes_to_the_next()
    {
        var first = await _budget.TakeAsync(60, Cancel);
        var next = _budget.TakeAsync(60, Cancel);
        Assert.False(next.IsCompleted);
        first.Dispose();
        await Within.TimeAsync("the next part", next);
    }

    [Fact]
    public async Task What_is_more_than_all_is_let_in_alone()
    {
        var small = await _budget.TakeAsync(1, Cancel);
        var large = _budget.TakeAsync(1000, Cancel);
        Assert.False(large.IsCompleted);
        small.Dispose();
        using (await Within.TimeAsync("the large part", large))
        {
            Assert.False(_budget.TakeAsync(1, Cancel).IsCompleted);
        }
    }

    [Fact]
    public async Task A_large_part_is_not_passed_by_small_ones()
    {
        var first = await _budget.TakeAsync(60, Cancel);
        var large = _budget.TakeAsync(80, Cancel);
        var small = _budget.TakeAsync(10, Cancel);
        Assert.False(small.IsCompleted);
        first.Dispose();
        await Within.TimeAsync("the large part", large);
        await Within.TimeAsync("the small part", small);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_lets_the_next_pass()
    {
        await _budget.TakeAsync(60, Cancel);
        using var impatience = new CancellationTokenSource();
        var large = _budget.TakeAsync(80, impatience.Token);
        var small = _budget.TakeAsync(40, Cancel);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await Within.TimeAsync("the small part", small);
    }

    [Fact]
    public async Task Who_waits_for_a_lump_is_let_in_with_others()
    {
        var budget = new Budget(100, lump: 40);

        // Whoever need not wait does not, however little is left.
        IDisposable[] taken = [await budget.TakeAsync(30, Cancel), await budget.TakeAsync(30, Cancel), await budget.TakeAsync(30, Cancel), await budget.TakeAsync(10, Cancel)];
        Task<IDisposable>[] waiting = [budget.TakeAsync(10, Cancel), budget.TakeAsync(20, Cancel), budget.TakeAsync(90, Cancel)];
        taken[0].Dispose();
        Assert.All(waiting, part => Assert.False(part.IsCompleted));
        taken[3].Dispose();
        await Within.TimeAsync("the first two", Task.WhenAll(waiting[..2]));
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task A_part_is_given_back_once()
    {
        var first = await _budget.TakeAsync(60, Cancel);
        await _budget.TakeAsync(40, Cancel);
        first.Dispose();
        first.Dispose();
        await _budget.TakeAsync(60, Cancel);
        Assert.False(_budget.TakeAsync(60, Cancel).IsCompleted);
    }
}
