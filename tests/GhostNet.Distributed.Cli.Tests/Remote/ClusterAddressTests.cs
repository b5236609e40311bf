using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Tests.Remote;

public sealed class ClusterAddressTests
{
    [Theory]
    [InlineData("redis://host", "host", 6379, "ghostnet", null, null)]
    [InlineData("redis://host:7000/", "host", 7000, "ghostnet", null, null)]
    [InlineData("redis://10.0.0.7:7000/blue", "10.0.0.7", 7000, "blue", null, null)]
    [InlineData("redis://:s%40cret@host", "host", 6379, "ghostnet", null, "s@cret")]
    [InlineData("redis://me:pw@[::1]:7000/blue", "::1", 7000, "blue", "me", "pw")]
    public void An_address_names_Redis_and_the_cluster_there(string text, string host, int port, string cluster, string? user, string? password)
    {
        Assert.True(ClusterAddress.TryParse(text, out var address));
        Assert.Equal(new ClusterAddress(host, port, cluster, user, password), address);
    }

    [Theory]
    [InlineData("redis://host", false)]
    [InlineData("rediss://host", true)]
    public void With_two_s_it_is_spoken_to_over_TLS(string text, bool isTls)
    {
        Assert.True(ClusterAddress.TryParse(text, out var address));
        Assert.Equal((isTls, $"{text}:6379/ghostnet"), (address.IsTls, address.ToString()));
    }

    [Theory]
    [InlineData("host:6379")]
    [InlineData("http://host")]
    [InlineData("redis://host/a/b")]
    [InlineData("redis://host?ssl=true")]
    [InlineData("redis://")]
    public void Other_texts_are_none(string text) => Assert.False(ClusterAddress.TryParse(text, out _));

    [Fact]
    public void Its_text_has_no_password()
    {
        Assert.True(ClusterAddress.TryParse("redis://me:secret@[::1]:7000/blue", out var address));
        Assert.Equal("redis://[::1]:7000/blue", address.ToString());
    }
}
