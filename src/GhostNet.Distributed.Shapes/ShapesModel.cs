namespace GhostNet.Distributed.Shapes;

/// <summary>The GhostNet that was trained on <see cref="ShapesDataset.Training"/>: its weights, and what one must know to build and feed it. <c>training/README.md</c> tells how it was made.</summary>
public static class ShapesModel
{
    /// <summary>Name of the model.</summary>
    public const string Name = "ghostnet-shapes";

    /// <summary>Width multiplier of the channels.</summary>
    public const double Width = 0.3;

    /// <summary>Ratio s of a Ghost module: all channels over primary channels.</summary>
    public const int Ratio = 2;

    /// <summary>Kernel d of the cheap operations.</summary>
    public const int CheapKernel = 3;

    /// <summary>Number of outputs; output i is <see cref="ShapeClass.All"/>[i].</summary>
    public const int Classes = 10;

    /// <summary>Height and width of the input, N×3×128×128. The recipe is the usual one for it: short side to 146, bilinear, centre crop 128, ImageNet's mean and standard deviation.</summary>
    public const int InputSize = 128;

    /// <summary>How many of the 1,000 images of <see cref="ShapesDataset.Validation"/> the training script, with Pillow's pixels and PyTorch, classifies right.</summary>
    public const int ReferenceTop1 = 968;

    /// <summary>How many of the 1,000 have the right class among the first five.</summary>
    public const int ReferenceTop5 = 1_000;

    /// <summary>The weights: safetensors under the names of the official GhostNet checkpoints, kernels in float16, vectors in float32. The caller disposes the stream.</summary>
    public static Stream OpenWeights() =>
        typeof(ShapesModel).Assembly.GetManifestResourceStream("ghostnet-shapes.safetensors")
        ?? throw new InvalidOperationException("This build of GhostNet.Distributed.Shapes lacks its embedded weights; build it from a complete checkout.");
}
