namespace GhostNet.Distributed.Shapes;

/// <summary>A folder cannot take a Shapes dataset, because something else is in it. The message says what, and what to do.</summary>
public sealed class ShapesFolderException(string message, Exception? innerException = null) : IOException(message, innerException);
