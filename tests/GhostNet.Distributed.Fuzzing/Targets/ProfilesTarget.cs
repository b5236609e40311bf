using GhostNet.Distributed.Cli;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>The file of profiles, and the clusters that it names.</summary>
internal sealed class ProfilesTarget() : FuzzTarget("profiles", FormatKind.Json, Texts.Utf8(
    """{"default":"prod","profiles":{"prod":{"cluster":"redis://redis.internal:6379","ledger":"azure:ledger"},"edge":{"ledger":"/srv/ledger"}}}""",
    """
    // of the team
    {"profiles": {"edge": {"cluster": "rediss://u:p@h/x", "ledger": null},},}
    """))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var profiles = ProfilesFile.Parse("/fuzz/config.json", input);
            if (profiles.Default is { } chosen)
            {
                _ = ClusterChoice.Chosen(profiles, chosen.Name, chosen.Profile);
            }

            _ = ClusterChoice.Chosen(profiles, "edge", profiles.Find("edge"));
            return true;
        }
        catch (CliException)
        {
            return false;
        }
    }
}
