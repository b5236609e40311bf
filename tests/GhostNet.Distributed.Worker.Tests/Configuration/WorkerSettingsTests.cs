using System.Net;
using System.Runtime.InteropServices;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using GhostNet.Distributed.Worker.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Tests.Configuration;

public sealed class WorkerSettingsTests
{
    private const string Ledger = "GhostNet:Ledger";
    private const string Connection = "DefaultEndpointsProtocol=https;AccountName=account;AccountKey=AAAA;EndpointSuffix=core.windows.net";

    [Fact]
    public void Only_the_ledger_must_be_told()
    {
        var settings = Read((Ledger, "/ledger"));
        Assert.Equal(ClusteringKind.Localhost, settings.Clustering);
        Assert.Equal(("/ledger", "ghostnet", 11111, 30000, 11111), (settings.Ledger, settings.ClusterId, settings.SiloPort, settings.GatewayPort, settings.PrimarySiloPort));
        Assert.Equal("http://127.0.0.1:8080", settings.HttpAddress);
        Assert.Equal(Environment.MachineName.ToLowerInvariant(), settings.SiloName);
        Assert.Null(settings.AdvertisedAddress);
        Assert.Equal(Environment.ProcessorCount, settings.Worker.Threads);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.Coordinator.LeaseDuration);
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_key()
    {
        var faults = FaultsOf(
            ("GhostNet:Cluster:Clustering", "Zookeeper"),
            ("GhostNet:Cluster:SiloPort", "0"),
            ("GhostNet:Cluster:GatewayPort", "x"),
            ("GhostNet:Cluster:AdvertisedAddress", "here"),
            ("GhostNet:Cluster:SiloName", "a@b"),
            ("GhostNet:Http", "8080"),
            ("GhostNet:Worker:Threads", "-1"),
            ("GhostNet:Coordinator:LeaseDuration", "00:00:00"),
            ("GhostNet:Labels:pool", "a b"),
            ("GhostNet:Worker:Thread", "2"));
        string[] expected =
        [
            "GhostNet:Cluster:Clustering is 'Zookeeper'; expected one of Localhost, Redis.",
            "GhostNet:Cluster:SiloPort is '0'; expected a TCP port, 1 to 65535.",
            "GhostNet:Cluster:GatewayPort is 'x'; expected a TCP port, 1 to 65535.",
            "GhostNet:Cluster:AdvertisedAddress is 'here'; expected an IP address.",
            "GhostNet:Cluster:SiloName is 'a@b'; '@' is no part of a name, because it separates a model from the silo it is pinned to.",
            "GhostNet:Ledger is not set; expected the ledger's folder, azure:container[/prefix] or https:// address, the same for every worker of the cluster.",
            "GhostNet:Http is '8080'; expected an address such as http://127.0.0.1:8080.",
            "GhostNet:Worker:Threads is '-1'; the field Threads must be between 0 and 1024.",
            "GhostNet:Coordinator:LeaseDuration is '00:00:00'; the field LeaseDuration must be between 00:00:01 and 01:00:00.",
            "GhostNet:Labels:pool is 'a b'; expected letters, digits, '.', '-', '_' and '/'.",
            "GhostNet:Worker:Thread is no setting of a worker.",
        ];
        Assert.Equal(expected.Order(), faults.Order());
    }

    [Fact]
    public void A_value_of_another_type_is_a_fault_of_its_section() =>
        Assert.Contains("GhostNet:Worker:Threads", Assert.Single(FaultsOf((Ledger, "l"), ("GhostNet:Worker:Threads", "many"))), StringComparison.Ordinal);

    [Fact]
    public void Redis_needs_an_address()
    {
        Assert.StartsWith("GhostNet:Cluster:Redis is not set", Assert.Single(FaultsOf((Ledger, "l"), ("GhostNet:Cluster:Clustering", "Redis"))), StringComparison.Ordinal);
        Assert.StartsWith(
            "GhostNet:Cluster:Redis is no address of Redis",
            Assert.Single(FaultsOf((Ledger, "l"), ("GhostNet:Cluster:Clustering", "Redis"), ("GhostNet:Cluster:Redis", "host:1,nonsense=2"))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ledger")]
    [InlineData("azure:ledgers/one")]
    [InlineData("https://account.blob.core.windows.net/ledgers?sv=1&sig=SECRET")]
    public void A_ledger_may_be_a_folder_a_container_or_an_address(string ledger) =>
        Assert.Equal(ledger, Read((Ledger, ledger), ("GhostNet:StorageConnection", Connection)).Ledger);

    [Theory]
    [InlineData("azure:ledgers", "needs a connection string")]
    [InlineData("azure:X", "has the container 'X'")]
    [InlineData("http://account.blob.core.windows.net/ledgers?sig=SECRET", "is not encrypted")]
    [InlineData("redis://host", "is no store here")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=SECRET", "A connection string is no location")]
    public void A_ledger_that_cannot_be_opened_is_told_without_its_secrets(string ledger, string fault)
    {
        var told = Assert.Single(FaultsOf((Ledger, ledger)));
        Assert.StartsWith("GhostNet:Ledger cannot be used: ", told, StringComparison.Ordinal);
        Assert.Contains(fault, told, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_that_cannot_be_read_is_told_without_its_secrets()
    {
        var told = Assert.Single(FaultsOf((Ledger, "azure:ledgers"), ("GhostNet:StorageConnection", "AccountKey=SECRET")));
        Assert.DoesNotContain("SECRET", told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_connection_string_may_be_in_the_variable_that_the_Azure_tools_use() =>
        Assert.Equal(Connection, Read((Ledger, "azure:ledgers"), ("AZURE_STORAGE_CONNECTION_STRING", Connection)).Stores.ConnectionString);

    [Fact]
    public void A_silo_and_its_gateway_need_two_ports() =>
        Assert.Equal(
            "GhostNet:Cluster:GatewayPort is 11111, as GhostNet:Cluster:SiloPort is; they must differ.",
            Assert.Single(FaultsOf((Ledger, "l"), ("GhostNet:Cluster:GatewayPort", "11111"))));

    [Fact]
    public void The_architecture_is_that_of_the_process_whatever_anybody_says()
    {
        var labels = Read((Ledger, "l"), ("GhostNet:Labels:arch", "riscv"), ("GhostNet:Labels:pool", "edge")).Labels;
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), labels["arch"]);
        Assert.Equal("edge", labels["pool"]);
    }

    [Fact]
    public void A_pod_takes_name_and_address_from_its_environment()
    {
        var settings = Read((Ledger, "l"), ("POD_NAME", "worker-3"), ("POD_IP", "10.0.0.7"));
        Assert.Equal(("worker-3", IPAddress.Parse("10.0.0.7")), (settings.SiloName, settings.AdvertisedAddress));
    }

    [Fact]
    public void Two_workers_of_one_machine_have_two_names() =>
        Assert.NotEqual(Read((Ledger, "l")).SiloName, Read((Ledger, "l"), ("GhostNet:Cluster:SiloPort", "11112")).SiloName);

    [Fact]
    public void Certificates_are_named_all_three_or_not_at_all()
    {
        Assert.Null(Read((Ledger, "l")).Tls);
        string[] expected =
        [
            "GhostNet:Tls:Authorities is not set; GhostNet:Tls:Certificate, GhostNet:Tls:PrivateKey, GhostNet:Tls:Authorities belong together, all of them or none.",
            "GhostNet:Tls:PrivateKey is not set; GhostNet:Tls:Certificate, GhostNet:Tls:PrivateKey, GhostNet:Tls:Authorities belong together, all of them or none.",
        ];
        Assert.Equal(expected, FaultsOf((Ledger, "l"), ("GhostNet:Tls:Certificate", "/tls.crt")).Order());
    }

    [Fact]
    public void Certificates_that_cannot_be_used_are_told_with_the_key_of_the_file()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var silo = authority.Issue("silo.ghostnet").WriteTo(folder["silo"], authority);
        Assert.NotNull(Read([(Ledger, "l"), .. Tls(silo)]).Tls);
        Assert.Equal("GhostNet:Tls:PrivateKey cannot be used: /no/tls.key is not there.", Assert.Single(FaultsOf([(Ledger, "l"), .. Tls(silo with { PrivateKey = "/no/tls.key" })])));

        var client = authority.Issue("client.ghostnet").WriteTo(folder["client"], authority);
        var told = Assert.Single(FaultsOf([(Ledger, "l"), .. Tls(client)]));
        Assert.StartsWith("GhostNet:Tls:Certificate cannot be used: the certificate 'CN=certificate of client.ghostnet' of 'CN=test authority', valid ", told, StringComparison.Ordinal);
        Assert.EndsWith(" has not the DNS name silo.ghostnet (it has client.ghostnet); other silos would refuse it.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_has_expired_is_no_fault_of_the_configuration()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var expired = authority.Issue("silo.ghostnet", TimeSpan.FromDays(-9), TimeSpan.FromDays(-1)).WriteTo(folder.Path, authority);
        Assert.NotNull(Read([(Ledger, "l"), .. Tls(expired)]).Tls);
    }

    [Fact]
    public void Authorities_of_Redis_are_for_a_Redis_over_TLS()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var file = folder.Write("ca.crt", authority.CertificatePem);
        Assert.Equal(file, Read([(Ledger, "l"), .. Redis("host:6380,ssl=true,password=secret", file)]).RedisAuthorities);
        Assert.Equal(
            "GhostNet:Cluster:RedisAuthorities is set, and GhostNet:Cluster:Redis does not ask for TLS; add ,ssl=true to it.",
            Assert.Single(FaultsOf([(Ledger, "l"), .. Redis("host:6380,password=secret", file)])));
        Assert.Equal(
            "GhostNet:Cluster:RedisAuthorities cannot be used: /no/ca.crt is not there.",
            Assert.Single(FaultsOf([(Ledger, "l"), .. Redis("host:6380,ssl=true", "/no/ca.crt")])));
    }

    private static (string, string)[] Redis(string address, string authorities) =>
        [("GhostNet:Cluster:Clustering", "Redis"), ("GhostNet:Cluster:Redis", address), ("GhostNet:Cluster:RedisAuthorities", authorities)];

    private static IEnumerable<(string, string)> Tls(WrittenCertificate files) => files.ForWorker.Select(told => (told.Key.Replace("__", ":", StringComparison.Ordinal), told.Value!));

    private static IEnumerable<string> FaultsOf(params (string Key, string Value)[] settings) => Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures;

    private static WorkerSettings Read(params (string Key, string Value)[] settings) =>
        WorkerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build());
}
