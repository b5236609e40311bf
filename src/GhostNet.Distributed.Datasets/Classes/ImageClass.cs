namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>One class: its identifier (a WordNet id such as <c>n01440764</c> for ImageNet) and its words.</summary>
public sealed record ImageClass(string Id, string Name);
