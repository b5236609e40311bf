namespace GhostNet.Distributed.Shapes.Scenes;

/// <summary>What an image shows; the number is the class index.</summary>
internal enum Kind
{
    /// <summary>A filled circle.</summary>
    Disc,

    /// <summary>A circle with a hole.</summary>
    Ring,

    /// <summary>A circle with a bite.</summary>
    Crescent,

    /// <summary>Three equal sides.</summary>
    Triangle,

    /// <summary>Four equal sides.</summary>
    Square,

    /// <summary>Six equal sides.</summary>
    Hexagon,

    /// <summary>Five points.</summary>
    Star,

    /// <summary>Two crossing bars.</summary>
    Cross,

    /// <summary>A patch of parallel bands.</summary>
    Stripes,

    /// <summary>A patch of fields in two colours.</summary>
    Checkerboard,
}
