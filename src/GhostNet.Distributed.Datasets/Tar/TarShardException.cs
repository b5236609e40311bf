using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>A tar shard is damaged, or has what no shard of images has; every fault names its member.</summary>
public sealed class TarShardException(string subject, ImmutableArray<string> faults, Exception? inner = null) : DatasetException(subject, faults, inner);
