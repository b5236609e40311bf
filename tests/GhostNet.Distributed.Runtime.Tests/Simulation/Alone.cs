namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>Tests that measure the memory of this process, and so run when no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
