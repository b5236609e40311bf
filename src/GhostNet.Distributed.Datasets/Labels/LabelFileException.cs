using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>A labels file is missing or not usable; every fault names its line.</summary>
public sealed class LabelFileException(string subject, ImmutableArray<string> faults, Exception? inner = null) : DatasetException(subject, faults, inner);
