using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>What a cluster holds of its members, as its table in Redis says.</summary>
public static class Members
{
    // Orleans' SiloStatus.
    private const int Active = 3;
    private const int Dead = 6;

    /// <summary>Waits until the others have declared a worker dead.</summary>
    public static Task WaitUntilDeadAsync(RedisServer redis, string name) => WaitForAsync(redis, name, Dead, "dead");

    /// <summary>Waits until a worker is listed as active.</summary>
    public static Task WaitUntilActiveAsync(RedisServer redis, string name) => WaitForAsync(redis, name, Active, "active");

    private static Task WaitForAsync(RedisServer redis, string name, int status, string word)
    {
        IReadOnlyDictionary<string, int> seen = new Dictionary<string, int>();
        return Until.TrueAsync(
            async () => (seen = await ReadAsync(redis)).GetValueOrDefault(name) == status,
            TimeSpan.FromMinutes(2),
            () => $"{name} to be listed as {word} ({status}); listed are {string.Join(", ", seen.Select(member => $"{member.Key}: {member.Value}"))}");
    }

    private static async Task<IReadOnlyDictionary<string, int>> ReadAsync(RedisServer redis)
    {
        var table = await redis.ReadHashAsync(RedisServer.MembersKey);
        return table.Values.Where(value => value.StartsWith('{')).Select(value => JsonNode.Parse(value)!)
            .ToDictionary(member => member["SiloName"]!.GetValue<string>(), member => member["Status"]!.GetValue<int>());
    }
}
