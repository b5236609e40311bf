namespace GhostNet.Distributed.Models.Recipes;

/// <summary>A recipe that cannot be used; the message lists every fault.</summary>
public sealed class InvalidRecipeException(string message, Exception? inner = null) : Exception(message, inner);
