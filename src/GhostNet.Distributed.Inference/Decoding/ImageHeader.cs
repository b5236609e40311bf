namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>What an image's header says: its format, and its size in pixels as it is stored. EXIF orientation is ignored, as torchvision ignores it.</summary>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height);
