using GhostNet.Distributed.Inference.Tests.Decoding;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Inference.Tests.Resampling;

namespace GhostNet.Distributed.Inference.Tests.InstructionSets;

/// <summary>The tests of pixels on lesser CPUs than this one.</summary>
public sealed class NarrowerProcessTests
{
    // .NET 10 knows EnableAVX512 only; the EnableAVX512F of earlier versions does nothing.
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public Task Pixels_are_the_same_with_an_instruction_set_switched_off(string variable) =>
        OwnTests.PassAsync((variable, "0"), typeof(KernelChoiceTests), typeof(CropResamplerTests), typeof(PillowResamplingTests), typeof(PreprocessorTests));

    [Fact]
    public async Task Damaged_files_decode_to_the_same_pixels_by_both_libraries_when_neither_has_SIMD()
    {
        NativeCodec.RequireTurboJpeg();
        await OwnTests.PassAsync((TurboJpegDecoderTests.WithoutSimd, "1"), typeof(TurboJpegDecoderTests));
    }
}
