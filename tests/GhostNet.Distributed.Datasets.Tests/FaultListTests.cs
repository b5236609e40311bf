namespace GhostNet.Distributed.Datasets.Tests;

public class FaultListTests
{
    [Fact]
    public void A_fault_that_is_only_counted_is_not_put_into_words()
    {
        var faults = new FaultList();
        var worded = 0;
        for (var i = 0; i < 1000; i++)
        {
            faults.Add($"fault {++worded}");
        }

        Assert.Equal(faults.ToFaults().Length - 1, worded);
        Assert.Equal($"and {1000 - worded} more faults like these", faults.ToFaults()[^1]);
    }
}
