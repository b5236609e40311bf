namespace GhostNet.Distributed.EndToEnd.Tests.Lanes;

/// <summary>Tests that publish parts of this checkout, one after the other: two at once would write the same files. Beside other tests their work comes last.</summary>
[CollectionDefinition(Name)]
public sealed class Publishing
{
    /// <summary>The collection's name.</summary>
    public const string Name = "publishing";
}
