namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>What a coordinator knows of one worker process: what it said last.</summary>
internal sealed class Host
{
    /// <summary>The silo with its generation: a restarted worker is another host.</summary>
    public required string Silo { get; init; }

    /// <summary>The silo's name, for a person.</summary>
    public required string Name { get; init; }

    /// <summary>Number of its latest exchange; what comes with that number or a lower one is a late duplicate.</summary>
    public long Sequence { get; set; }

    /// <summary>When it last asked.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>When it last finished a shard; its first lease since then is the one in work.</summary>
    public DateTimeOffset ProgressAt { get; set; }

    /// <summary>Samples a second; null before its first shard.</summary>
    public double? Rate { get; set; }

    /// <summary>Its architecture; null when it told none.</summary>
    public string? Architecture { get; set; }

    /// <summary>Labels that the job requires and it lacks, as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Missing { get; set; } = [];

    /// <summary>Whether the cluster counts it as alive.</summary>
    public bool IsMember { get; set; }

    /// <summary>What it cannot go on without; null while it works.</summary>
    public string? Waiting { get; set; }

    /// <summary>Whether it has no work of the job and wants none, since other jobs come first. Its first question wants nothing either, and says nothing.</summary>
    public bool StandsBack { get; set; }

    /// <summary>Whether it may work on the job.</summary>
    public bool IsSuitable => IsMember && Missing.Count == 0;
}
