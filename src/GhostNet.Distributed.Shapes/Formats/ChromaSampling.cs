namespace GhostNet.Distributed.Shapes.Formats;

/// <summary>How much of the colour a JPEG keeps.</summary>
internal enum ChromaSampling
{
    /// <summary>4:2:0, half in both directions.</summary>
    Half,

    /// <summary>4:2:2, half across.</summary>
    HalfWidth,

    /// <summary>4:4:4, all of it.</summary>
    Full,
}
