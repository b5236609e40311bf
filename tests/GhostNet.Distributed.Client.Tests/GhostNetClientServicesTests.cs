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
    public void Certificates_that_cannot_be_used_are_a_fault_of_the_options()
    {
        var incomplete = Assert.Throws<OptionsValidationException>(() => Options(new GhostNetTlsOptions { Certificate = "/no/tls.crt" }));
        Assert.Equal("Tls needs Certificate, PrivateKey and Authorities, all of them.", Assert.Single(incomplete.Failures));
        var missing = Assert.Throws<OptionsValidationException>(() => Options(new GhostNetTlsOptions { Certificate = "/no/tls.crt", PrivateKey = "/no/tls.key", Authorities = "/no/ca.crt" }));
        Assert.Equal("Tls: /no/tls.crt is not there.", Assert.Single(missing.Failures));
        Assert.Null(Options(null).Tls);
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

    private static GhostNetClientOptions Options(GhostNetTlsOptions? tls)
    {
        using var services = new ServiceCollection().AddGhostNetClient(options => options.Tls = tls).BuildServiceProvider();
        return services.GetRequiredService<IOptions<GhostNetClientOptions>>().Value;
    }
}
