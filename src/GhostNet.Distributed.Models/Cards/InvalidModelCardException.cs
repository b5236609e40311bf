namespace GhostNet.Distributed.Models.Cards;

/// <summary>A model card that cannot be used; the message lists every fault.</summary>
public sealed class InvalidModelCardException(string message, Exception? inner = null) : Exception(message, inner);
