using System.Collections.Immutable;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace GhostNet.Distributed.Worker.Membership;

/// <summary>
/// The members' table in Redis, and a memory of it: when Redis has lost it, whole or its last writes, whoever reads it next writes it again. Without that, members that run would stay unlisted
/// for good: new clients would find nobody, and a silo that starts would begin a cluster of its own.
/// </summary>
/// <param name="table">The table in Redis.</param>
/// <param name="known">The version of the members' list that this silo works with; it also learns of members from others, without reading the table.</param>
/// <param name="logger">Told of each loss.</param>
internal sealed partial class RememberedMembershipTable(IMembershipTable table, Func<long> known, ILogger<RememberedMembershipTable> logger) : IMembershipTable
{
    private readonly MembershipMemory _memory = new();

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        // Before the read, so that what others write meanwhile is no loss.
        var (members, remembered) = _memory.Members;
        var newest = Math.Max(remembered, known());
        MembershipTableData read;
        try
        {
            read = await table.ReadAllAsync(cancellationToken);
        }
        catch (RedisClusteringException) when (!members.IsEmpty)
        {
            // It is gone. Creating it does nothing where another silo was faster.
            await table.InitializeMembershipTableAsync(true, cancellationToken);
            read = await table.ReadAllAsync(cancellationToken);
        }

        if (!members.IsEmpty && (read.Version.Version < newest || members.Any(member => IsLost(read, member))))
        {
            LogLost(logger, read.Version.Version, newest, members.Length);
            read = await RestoreAsync(members, newest, cancellationToken);
            LogRestored(logger, read.Version.Version, read.Members.Count);
        }

        _memory.Replace(read);
        return read;
    }

    /// <inheritdoc/>
    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default)
    {
        try
        {
            await table.UpdateIAmAliveAsync(entry, cancellationToken);
        }
        catch (RedisServerException)
        {
            // The row is not there. It is once the table has been read.
            await ReadAllAsync(cancellationToken);
            await table.UpdateIAmAliveAsync(entry, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        _memory.Add(entry, tableVersion, await table.InsertRowAsync(entry, tableVersion, cancellationToken));

    /// <inheritdoc/>
    public async Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        _memory.Add(entry, tableVersion, await table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken));

    /// <inheritdoc/>
    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) => table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) => table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) => table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => table.ReadRowAsync(key, cancellationToken);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync();

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key);

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    /// <summary>
    /// Lists every member again, the dead too, so that one that hangs and comes back learns that it is dead; and only then passes the version that the others know, below which they look at
    /// nothing, and above which they take whom they do not find for dead. Any number of silos may do this at once: each write is refused when another came first.
    /// </summary>
    private async Task<MembershipTableData> RestoreAsync(ImmutableArray<MembershipEntry> members, long newest, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await table.ReadAllAsync(cancellationToken);
            if (members.FirstOrDefault(member => IsBehind(current, member)) is { } lost)
            {
                await WriteAsync(current, lost, cancellationToken);
            }
            else if (current.Version.Version <= newest)
            {
                await WriteAsync(current, current.Members[0].Item1, cancellationToken);
            }
            else
            {
                return current;
            }
        }
    }

    // Of a whole table only the dead are ever taken out. Told beside the version, which silos that began in an empty table may have raised meanwhile.
    private static bool IsLost(MembershipTableData read, MembershipEntry member) =>
        IsBehind(read, member) && (member.Status != SiloStatus.Dead || read.TryGet(member.SiloAddress) is not null);

    // What a member is only ever goes one way: joining, active, leaving, dead.
    private static bool IsBehind(MembershipTableData read, MembershipEntry member) => read.TryGet(member.SiloAddress) is not { } row || row.Item1.Status < member.Status;

    private Task<bool> WriteAsync(MembershipTableData current, MembershipEntry member, CancellationToken cancellationToken) => current.TryGet(member.SiloAddress) is { } row
        ? table.UpdateRowAsync(member, row.Item2, current.Version.Next(), cancellationToken)
        : table.InsertRowAsync(member, current.Version.Next(), cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis has lost the table of members: it is at version {Found}, and was at {Known}. The {Members} members that are remembered are listed again.")]
    private static partial void LogLost(ILogger logger, int found, long known, int members);

    [LoggerMessage(Level = LogLevel.Information, Message = "The table of members is at version {Version} again, with {Members} members.")]
    private static partial void LogRestored(ILogger logger, int version, int members);
}
