using System.Net;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Worker.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace GhostNet.Distributed.Worker.Tests.Membership;

/// <summary>The table as a worker's composition makes it, on a real Redis that loses what it held.</summary>
public sealed class RememberedMembershipTableTests : IAsyncLifetime
{
    private readonly List<IHost> _hosts = [];
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_reads_first_lists_every_member_again_above_the_version_that_all_know()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await AddAsync(first, Member(1, SiloStatus.Active));
        await AddAsync(first, Member(2, SiloStatus.Dead));
        await AddAsync(second, Member(3, SiloStatus.Active));
        var before = await second.ReadAllAsync(Cancellation);
        await LoseAsync();

        var after = await second.ReadAllAsync(Cancellation);
        Assert.Equal(["1: Active", "2: Dead", "3: Active"], Told(after));
        Assert.True(after.Version.Version > before.Version.Version, $"{after.Version.Version} is not above {before.Version.Version}");

        // The other one remembers less, and adds nothing to what is complete.
        Assert.Equal(after.Version.Version, (await first.ReadAllAsync(Cancellation)).Version.Version);
    }

    [Fact]
    public async Task All_who_notice_at_once_write_one_table()
    {
        var tables = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync()));
        foreach (var port in Enumerable.Range(1, 5))
        {
            await AddAsync(tables[port - 1], Member(port, SiloStatus.Active));
        }

        await Task.WhenAll(tables.Select(table => table.ReadAllAsync(Cancellation)));
        await LoseAsync();
        var read = await Task.WhenAll(tables.Select(table => table.ReadAllAsync(Cancellation)));
        Assert.All(read, table => Assert.Equal(["1: Active", "2: Active", "3: Active", "4: Active", "5: Active"], Told(table)));
    }

    [Fact]
    public async Task A_sign_of_life_brings_the_row_back()
    {
        var table = await OpenAsync();
        var member = Member(1, SiloStatus.Active);
        await AddAsync(table, member);
        await table.ReadAllAsync(Cancellation);
        await LoseAsync();

        member.IAmAliveTime = member.IAmAliveTime.AddMinutes(1);
        await table.UpdateIAmAliveAsync(member, Cancellation);
        var (stranger, _) = Assert.Single((await (await OpenAsync()).ReadAllAsync(Cancellation)).Members);
        Assert.Equal(member.IAmAliveTime, stranger.IAmAliveTime);
    }

    [Fact]
    public async Task One_that_started_in_the_empty_table_stays_listed_beside_the_old_ones()
    {
        var old = await OpenAsync();
        await AddAsync(old, Member(1, SiloStatus.Active));
        await old.ReadAllAsync(Cancellation);
        await LoseAsync();
        var young = await OpenAsync();
        await AddAsync(young, Member(2, SiloStatus.Active));

        Assert.Equal(["1: Active", "2: Active"], Told(await old.ReadAllAsync(Cancellation)));
        Assert.Equal(["1: Active", "2: Active"], Told(await young.ReadAllAsync(Cancellation)));
    }

    [Fact]
    public async Task Lost_last_writes_are_made_up_for_and_a_newer_state_stays()
    {
        var table = await OpenAsync();
        await AddAsync(table, Member(1, SiloStatus.Active));
        var dump = await DumpAsync();
        await AddAsync(table, Member(2, SiloStatus.Active));
        await ChangeAsync(table, Member(1, SiloStatus.Dead));
        await table.ReadAllAsync(Cancellation);

        // As a replica that had not heard everything yet.
        await RestoreAsync(dump);
        Assert.Equal(["1: Dead", "2: Active"], Told(await table.ReadAllAsync(Cancellation)));
    }

    [Fact]
    public async Task Who_was_listed_again_as_others_remember_it_corrects_that_itself()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await AddAsync(first, Member(1, SiloStatus.Active));
        await AddAsync(second, Member(2, SiloStatus.Joining));
        await first.ReadAllAsync(Cancellation);
        await ChangeAsync(second, Member(2, SiloStatus.Active));
        await LoseAsync();

        Assert.Equal(["1: Active", "2: Joining"], Told(await first.ReadAllAsync(Cancellation)));
        Assert.Equal(["1: Active", "2: Active"], Told(await second.ReadAllAsync(Cancellation)));
    }

    [Fact]
    public async Task A_table_that_nobody_remembers_stays_an_error()
    {
        var table = await OpenAsync();
        await LoseAsync();
        await Assert.ThrowsAsync<RedisClusteringException>(() => table.ReadAllAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_whole_is_not_written()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await AddAsync(first, Member(1, SiloStatus.Active));
        await AddAsync(second, Member(2, SiloStatus.Active));
        var version = (await first.ReadAllAsync(Cancellation)).Version.Version;
        Assert.Equal(2, version);
        Assert.Equal(version, (await second.ReadAllAsync(Cancellation)).Version.Version);
    }

    private static IEnumerable<string> Told(MembershipTableData table) =>
        table.Members.OrderBy(row => row.Item1.SiloAddress.Endpoint.Port).Select(row => $"{row.Item1.SiloAddress.Endpoint.Port}: {row.Item1.Status}");

    private static MembershipEntry Member(int port, SiloStatus status) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1),
        HostName = "host",
        SiloName = $"silo-{port}",
        Status = status,
        SuspectTimes = [],
        StartTime = new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc),
        IAmAliveTime = new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc),
    };

    private static async Task AddAsync(IMembershipTable table, MembershipEntry member) =>
        Assert.True(await table.InsertRowAsync(member, (await table.ReadAllAsync(Cancellation)).Version.Next(), Cancellation));

    private static async Task ChangeAsync(IMembershipTable table, MembershipEntry member)
    {
        var read = await table.ReadAllAsync(Cancellation);
        Assert.True(await table.UpdateRowAsync(member, read.TryGet(member.SiloAddress)!.Item2, read.Version.Next(), Cancellation));
    }

    private async Task<IMembershipTable> OpenAsync()
    {
        var settings = WorkerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GhostNet:Ledger"] = "/ledger",
            ["GhostNet:Cluster:Clustering"] = "Redis",
            ["GhostNet:Cluster:Redis"] = _redis.Address,
            ["GhostNet:Cluster:AdvertisedAddress"] = "127.0.0.1",
        }).Build());

        // Composed as a worker is, and never started: the tests play the silos.
        var host = Host.CreateEmptyApplicationBuilder(new()).UseOrleans(silo => Clustering.Apply(silo, settings)).Build();
        _hosts.Add(host);
        var table = host.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, Cancellation);
        return table;
    }

    private async Task LoseAsync()
    {
        await using var connection = await ConnectAsync();
        Assert.True(await connection.GetDatabase().KeyDeleteAsync(RedisServer.MembersKey));
    }

    private async Task<byte[]> DumpAsync()
    {
        await using var connection = await ConnectAsync();
        return (await connection.GetDatabase().KeyDumpAsync(RedisServer.MembersKey))!;
    }

    private async Task RestoreAsync(byte[] dump)
    {
        await LoseAsync();
        await using var connection = await ConnectAsync();
        await connection.GetDatabase().KeyRestoreAsync(RedisServer.MembersKey, dump);
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(_redis.Address);
}
