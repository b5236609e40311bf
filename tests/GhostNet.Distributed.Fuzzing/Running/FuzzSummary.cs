using System.Collections.Immutable;

namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>What came of the inputs of one target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Inputs">How many there were.</param>
/// <param name="Accepted">How many the parser took.</param>
/// <param name="Refused">How many it refused as it declares.</param>
/// <param name="LargestAllocation">Bytes that one input made it allocate, at most.</param>
/// <param name="Slowest">The processor time that one input took at most; the least of three tries.</param>
/// <param name="PeakResident">Bytes of memory that the process had at most, native ones included; null where the system does not tell.</param>
/// <param name="Findings">What it must not have done; the run of a target ends at the tenth.</param>
internal sealed record FuzzSummary(
    string Target, long Inputs, long Accepted, long Refused, long LargestAllocation, TimeSpan Slowest, long? PeakResident, ImmutableArray<FuzzFinding> Findings);
