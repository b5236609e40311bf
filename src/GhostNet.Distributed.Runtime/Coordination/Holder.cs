namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Who asks for leases, in which of its exchanges, and when.</summary>
/// <param name="Silo">The silo with its generation.</param>
/// <param name="Sequence">The exchange.</param>
/// <param name="Now">The time.</param>
/// <param name="HoldsNothing">Whether it says that it works on nothing of the job.</param>
internal readonly record struct Holder(string Silo, long Sequence, DateTimeOffset Now, bool HoldsNothing = false);
