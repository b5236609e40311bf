namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>What a tar shard may be, so that one that was made to do harm, or is no shard at all, is refused before it fills memory.</summary>
public sealed record TarLimits
{
    /// <summary>The most members of a shard. Memory while indexing is some 300 bytes a member.</summary>
    public int MaxMembers { get; init; } = 1_000_000;

    /// <summary>The longest class member (<c>.cls</c>), in bytes; a class is a number or a name.</summary>
    public int MaxClassBytes { get; init; } = 4096;

    /// <summary>The longest extended header (long names, attributes), in bytes.</summary>
    public int MaxHeaderBytes { get; init; } = 1 << 20;
}
