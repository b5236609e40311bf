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
