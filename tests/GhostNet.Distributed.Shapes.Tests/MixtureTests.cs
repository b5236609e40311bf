using SkiaSharp;

namespace GhostNet.Distributed.Shapes.Tests;

/// <summary>The validation set is as mixed as a collection of photographs; the files' own headers say so.</summary>
public class MixtureTests
{
    private static readonly IReadOnlyList<ImageHeader> Headers = [.. Enumerable.Range(0, 120).Select(i => ImageHeader.Read(ShapesDataset.Validation.Draw(i).Content.AsSpan()))];

    [Fact]
    public void Both_orientations_and_many_sizes_occur()
    {
        Assert.Contains(Headers, h => h.Width > h.Height);
        Assert.Contains(Headers, h => h.Width < h.Height);
        Assert.InRange(Headers.Select(h => (h.Width, h.Height)).Distinct().Count(), 20, Headers.Count);
    }

    [Fact]
    public void Most_images_are_400_to_500_pixels_long() =>
        Assert.InRange(Headers.Count(h => Math.Max(h.Width, h.Height) is >= 400 and <= 500), Headers.Count / 2, Headers.Count);

    [Fact]
    public void All_three_chroma_samplings_occur() =>
        Assert.Superset(new HashSet<string> { "1x1", "2x1", "2x2" }, Headers.Select(h => h.Sampling).ToHashSet());

    [Fact]
    public void Qualities_differ() => Assert.InRange(Headers.Select(h => h.FirstQuantiser).Distinct().Count(), 8, Headers.Count);

    [Fact]
    public void Grey_images_occur() => Assert.Contains(Headers, h => h.Components == 1);

    [Fact]
    public void One_image_is_a_Png_in_spite_of_its_name_as_in_ImageNet() =>
        Assert.True(ImageHeader.Read(ShapesDataset.Validation.Draw(915).Content.AsSpan()).IsPng);

    [Fact]
    public void Every_format_decodes_to_the_size_its_header_names()
    {
        foreach (var index in Enumerable.Range(0, 30))
        {
            using var decoded = SKBitmap.Decode(ShapesDataset.Validation.Draw(index).Content.AsSpan());
            Assert.Equal((Headers[index].Width, Headers[index].Height), (decoded.Width, decoded.Height));
        }
    }
}
