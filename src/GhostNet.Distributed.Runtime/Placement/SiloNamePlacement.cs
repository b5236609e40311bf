using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace GhostNet.Distributed.Runtime.Placement;

/// <summary>Puts an activation on the silo that its key names behind the last <c>@</c>: <c>{model digest}@{silo name}</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SiloNamePlacementAttribute() : PlacementAttribute(new SiloNamePlacementStrategy());

/// <summary>The strategy behind <see cref="SiloNamePlacementAttribute"/>.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.SiloNamePlacementStrategy")]
internal sealed class SiloNamePlacementStrategy : PlacementStrategy;

/// <summary>Finds the live silo of the name. There is no second choice: a model host elsewhere would report another machine's speed.</summary>
internal sealed class SiloNamePlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString()!;
        var name = key[(key.LastIndexOf('@') + 1)..];
        var members = membership.CurrentSnapshot.Members;
        foreach (var silo in context.GetCompatibleSilos(target))
        {
            if (members.TryGetValue(silo, out var member) && member.Name == name)
            {
                return Task.FromResult(silo);
            }
        }

        throw new OrleansException($"No live silo is named '{name}', which grain {target.GrainIdentity} is pinned to.");
    }
}
