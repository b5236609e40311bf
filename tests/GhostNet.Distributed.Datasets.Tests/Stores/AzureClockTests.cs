using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>What the emulator's answers say of this machine's clock, when that is wrong.</summary>
public class AzureClockTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Any_answer_tells_how_far_this_clock_is_ahead(int hours)
    {
        var options = new BlobStoreOptions { ConnectionString = azurite.ConnectionString, Time = new WrongTime(TimeSpan.FromHours(hours)) };
        Assert.Null(options.Clock.Ahead);
        var store = BlobStores.Open($"azure:{AzuriteServer.NewContainer()}", options);

        // A single call may be slow, and then says nothing.
        while (options.Clock.Ahead is null)
        {
            Assert.Null(await store.TryReadAsync(BlobName.Parse("none"), TestContext.Current.CancellationToken));
        }

        Assert.Equal(TimeSpan.FromHours(hours).TotalSeconds, options.Clock.Ahead.Value.TotalSeconds, tolerance: 1.1);
    }

    private sealed class WrongTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
