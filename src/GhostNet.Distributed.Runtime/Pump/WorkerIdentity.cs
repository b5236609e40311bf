using System.Collections.Immutable;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Who asks for work.</summary>
/// <param name="Host">Name of the silo.</param>
/// <param name="Silo">The silo with its generation, as text.</param>
/// <param name="Labels">The node's labels, <c>arch</c> among them.</param>
internal sealed record WorkerIdentity(string Host, string Silo, ImmutableSortedDictionary<string, string> Labels);
