using System.Collections.Immutable;

namespace GhostNet.Distributed.Shapes;

/// <summary>One labelled image of a <see cref="ShapesDataset"/>.</summary>
/// <param name="Index">Position in the dataset, from 0.</param>
/// <param name="Class">What it shows.</param>
/// <param name="Path">Path inside the dataset's folder, with forward slashes: <c>n90000003/shapes_val_00000013.JPEG</c>.</param>
/// <param name="Content">The file: a JPEG or, as one of ImageNet's is, a PNG in spite of its name.</param>
public sealed record ShapesImage(int Index, ShapeClass Class, string Path, ImmutableArray<byte> Content);
