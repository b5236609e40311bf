using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Client.Tests;

public class GhostNetClientServicesTests
{
    [Fact]
    public void A_client_without_time_outs_of_its_own_notices_a_dead_silo_soon()
    {
        using var services = new ServiceCollection().AddGhostNetClient().BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(5), services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod);
    }

    [Fact]
    public void Time_outs_that_were_chosen_stay_whatever_comes_first()
    {
        var collection = new ServiceCollection().Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(11));
        collection.AddGhostNetClient().Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(12));
        using var services = collection.BuildServiceProvider();
        Assert.Equal(TimeSpan.FromSeconds(11), services.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(12), services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod);
    }
}
