namespace GhostNet.Distributed.Shapes;

/// <summary>A dataset as it lies in a folder.</summary>
/// <param name="Path">Full path of the folder that holds the class folders.</param>
/// <param name="ClassList">Full path of the class list, <see cref="ShapesDataset.ClassListName"/>.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Bytes">Sum of their lengths.</param>
/// <param name="Digest">SHA-256, in lower-case hexadecimal, of the lines that <c>sha256sum</c> prints for the images in the dataset's order.</param>
/// <param name="WasComplete">True when everything was there already and nothing was drawn.</param>
public sealed record ShapesFolder(string Path, string ClassList, int Images, long Bytes, string Digest, bool WasComplete);
