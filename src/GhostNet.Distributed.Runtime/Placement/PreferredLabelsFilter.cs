using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace GhostNet.Distributed.Runtime.Placement;

/// <summary>Puts a grain on a silo with certain labels while one is known, and anywhere otherwise: <c>[PreferredLabels(Coordinators)]</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PreferredLabelsAttribute(string selector, int order = 0) : PlacementFilterAttribute(new PreferredLabelsStrategy(NodeSelector.Parse(selector), order))
{
    /// <summary>
    /// Silos that are there to coordinate. A sample that kills the process that decodes it then kills no coordinator, and a worker's machine may go without a job having to be opened again.
    /// </summary>
    public const string Coordinators = "role=coordinator";
}

/// <summary>The strategy behind <see cref="PreferredLabelsAttribute"/>.</summary>
internal sealed class PreferredLabelsStrategy(NodeSelector selector, int order) : PlacementFilterStrategy(order)
{
    private const string SelectorProperty = "ghostnet.preferred-labels";

    /// <summary>Orleans makes the strategy without arguments and then gives it the grain's properties.</summary>
    public PreferredLabelsStrategy()
        : this(NodeSelector.Any, 0)
    {
    }

    /// <summary>The labels that a silo should have.</summary>
    public NodeSelector Selector { get; private set; } = selector;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) =>
        Selector = NodeSelector.Parse(GetPlacementFilterGrainProperty(SelectorProperty, properties) ?? "");

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [KeyValuePair.Create(SelectorProperty, Selector.ToString())];
}

/// <summary>Keeps the silos whose metadata has every label, or all of them when none is known to.</summary>
/// <param name="metadata">What is known; null where silos have no labels, such as the embedded one.</param>
internal sealed class PreferredLabelsDirector(ISiloMetadataCache? metadata = null) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        if (metadata is null)
        {
            return silos;
        }

        var selector = ((PreferredLabelsStrategy)filterStrategy).Selector;
        var all = silos.ToList();
        var matching = all.Where(silo => selector.MissingFrom(metadata.GetSiloMetadata(silo).Metadata).Count == 0).ToList();
        return matching.Count > 0 ? matching : all;
    }
}
