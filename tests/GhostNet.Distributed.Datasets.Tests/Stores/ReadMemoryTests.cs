using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

public class ReadMemoryTests
{
    private const int Step = 64 << 10;
    private readonly ReadMemory _memory;
    private int _collections;

    public ReadMemoryTests() => _memory = new(4 * Step, () => _collections++);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(Step, 1)]
    [InlineData(Step + 1, 2)]
    public void New_memory_is_some_steps_long(int length, int steps) => Assert.Equal(steps * Step, _memory.Take(length).Length);

    [Fact]
    public void The_smallest_that_is_large_enough_is_taken_and_of_those_the_most_recent()
    {
        var (first, large, last) = (_memory.Take(Step), _memory.Take(2 * Step), _memory.Take(Step));
        _memory.GiveBack(first);
        _memory.GiveBack(last);
        _memory.GiveBack(large);
        Assert.Same(last, _memory.Take(10));
        Assert.Same(large, _memory.Take(Step + 1));
        Assert.Same(first, _memory.Take(Step));
    }

    [Fact]
    public void Nothing_is_taken_twice()
    {
        var first = _memory.Take(10);
        _memory.GiveBack(first);
        Assert.Same(first, _memory.Take(10));
        Assert.NotSame(first, _memory.Take(10));
    }

    [Fact]
    public void Beyond_its_capacity_the_oldest_is_let_go_whatever_the_sizes()
    {
        var old = _memory.Take(2 * Step);
        var (second, third) = (_memory.Take(Step), _memory.Take(2 * Step));
        _memory.GiveBack(old);
        _memory.GiveBack(second);
        _memory.GiveBack(third);
        Assert.Same(third, _memory.Take(2 * Step));
        Assert.NotSame(old, _memory.Take(2 * Step));
        Assert.Same(second, _memory.Take(Step));
    }

    [Fact]
    public void What_is_larger_than_all_that_is_kept_is_let_go_and_nothing_else_for_it()
    {
        var (small, large) = (_memory.Take(Step), _memory.Take(5 * Step));
        _memory.GiveBack(small);
        _memory.GiveBack(large);
        Assert.NotSame(large, _memory.Take(5 * Step));
        Assert.Same(small, _memory.Take(Step));
    }

    [Fact]
    public void When_as_much_has_been_let_go_as_is_kept_it_is_collected()
    {
        for (var i = 0; i < 8; i++)
        {
            _memory.GiveBack(new byte[Step]);
        }

        Assert.Equal(0, _collections);
        _memory.GiveBack(new byte[Step]);
        Assert.Equal(1, _collections);
        _memory.GiveBack(new byte[Step]);
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void Nothing_is_collected_while_the_same_memory_is_used_again_and_again()
    {
        for (var i = 0; i < 100; i++)
        {
            var (one, other) = (_memory.Take(10), _memory.Take(2 * Step));
            _memory.GiveBack(one);
            _memory.GiveBack(other);
        }

        Assert.Equal(0, _collections);
    }
}
