using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>A class list is missing or not usable; every fault names its line.</summary>
public sealed class ClassListException(string subject, ImmutableArray<string> faults, Exception? inner = null) : DatasetException(subject, faults, inner);
