using System.Collections.Immutable;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>The samples of one request, fetched ahead of the threads.</summary>
/// <param name="Samples">In the request's order: the bytes of each, or why there are none.</param>
/// <param name="Memory">The memory that the bytes are in; disposed, it is lent to the next request.</param>
/// <param name="Fetch">The time that each sample took.</param>
/// <param name="Room">The room ahead of the threads that the bytes take up.</param>
internal sealed record ReadAhead(ImmutableArray<FetchedSample> Samples, IDisposable? Memory, StageTimes Fetch, IDisposable Room);
