using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

public sealed class JpegCodecChoiceTests
{
    [Theory]
    [InlineData(null, true, JpegCodec.TurboJpeg)]
    [InlineData("", true, JpegCodec.TurboJpeg)]
    [InlineData(null, false, JpegCodec.Skia)]
    [InlineData("turbo", true, JpegCodec.TurboJpeg)]
    [InlineData("Skia", true, JpegCodec.Skia)]
    [InlineData(" skia ", false, JpegCodec.Skia)]
    public void Libturbojpeg_decodes_where_it_is_unless_the_environment_says_otherwise(string? said, bool isThere, JpegCodec expected) =>
        Assert.Equal(expected, JpegCodecChoice.Choose(said, isThere));

    [Fact]
    public void Asking_for_a_library_that_is_not_there_says_how_to_get_it() =>
        Assert.Contains("apt-get install libturbojpeg0", Assert.Throws<JpegCodecException>(() => JpegCodecChoice.Choose("turbo", false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_other_value_is_refused_with_those_that_are_known() =>
        Assert.Equal("GHOSTNET_JPEG is \"mozjpeg\"; expected turbo or skia, or nothing. No image was decoded.",
            Assert.Throws<JpegCodecException>(() => JpegCodecChoice.Choose("mozjpeg", true)).Message);
}
