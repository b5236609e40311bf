using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace GhostNet.Distributed.Runtime.Placement;

/// <summary>Puts a grain only on silos with certain labels, whatever silo does the placing: <c>[RequiredLabels("arch=arm64,pool=edge")]</c>.</summary>
/// <remarks>Orleans' own RequiredMatchSiloMetadata compares a candidate with the silo that places, so it can say "the same architecture as mine" but not "arm64".</remarks>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequiredLabelsAttribute(string selector, int order = 0) : PlacementFilterAttribute(new RequiredLabelsStrategy(NodeSelector.Parse(selector), order));

/// <summary>The strategy behind <see cref="RequiredLabelsAttribute"/>.</summary>
internal sealed class RequiredLabelsStrategy(NodeSelector selector, int order) : PlacementFilterStrategy(order)
{
    private const string SelectorProperty = "ghostnet.required-labels";

    /// <summary>Orleans makes the strategy without arguments and then gives it the grain's properties.</summary>
    public RequiredLabelsStrategy()
        : this(NodeSelector.Any, 0)
    {
    }

    /// <summary>The labels that a silo must have.</summary>
    public NodeSelector Selector { get; private set; } = selector;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) =>
        Selector = NodeSelector.Parse(GetPlacementFilterGrainProperty(SelectorProperty, properties) ?? "");

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [KeyValuePair.Create(SelectorProperty, Selector.ToString())];
}

/// <summary>Keeps the silos whose metadata has every label. Metadata that is not known yet is empty and matches nothing: "not yet", never "wrong for ever".</summary>
internal sealed class RequiredLabelsDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        // An empty answer would only be told as "no active nodes are compatible".
        var selector = ((RequiredLabelsStrategy)filterStrategy).Selector;
        var matching = silos.Where(silo => selector.MissingFrom(metadata.GetSiloMetadata(silo).Metadata).Count == 0).ToList();
        return matching.Count > 0
            ? matching
            : throw new OrleansException($"No live silo is known to have the labels {selector}, which grain {target.GrainIdentity} requires. Labels of a silo that has just joined are known a little later.");
    }
}
