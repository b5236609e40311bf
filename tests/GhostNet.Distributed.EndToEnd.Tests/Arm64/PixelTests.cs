using System.Globalization;
using System.Text.RegularExpressions;
using GhostNet.Distributed.EndToEnd.Tests.Lanes;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;
using GhostNet.Distributed.Testing.Published;

namespace GhostNet.Distributed.EndToEnd.Tests.Arm64;

/// <summary>The tests of pixels, published for linux-arm64 and run emulated: Pillow's bytes by the plain loops and by NEON, from Skia's decoder and from arm64's libturbojpeg.</summary>
[Collection(Publishing.Name)]
public sealed partial class PixelTests
{
    private const string Tests = "GhostNet.Distributed.Inference.Tests";

    private static readonly string[] Excluded =
    [
        "Every_photograph_has_the_same_pixels",
        "Damaged_files_have_the_same_fault_or_where_neither_library_has_SIMD_the_same_pixels",
        "Pixels_of_a_damaged_file_do_not_depend_on_what_was_decoded_before",
    ];

    [Fact]
    public async Task Every_kernel_and_both_decoders_give_the_same_bytes_on_arm64()
    {
        Arm64Emulator.Require();
        var program = await PublishedProgram.OfAsync($"tests/{Tests}", Tests, "linux-arm64");
        string[] classes = ["InstructionSets.KernelChoiceTests", "Resampling.CropResamplerTests", "Resampling.PillowResamplingTests", "Preprocessing.PreprocessorTests", "Decoding.TurboJpegDecoderTests"];
        string[] command =
        [
            .. Background.Command, .. Arm64Emulator.Command, program, "-noColor", .. classes.SelectMany(name => new[] { "-class", $"{Tests}.{name}" }),
            // A thousand photographs, which not every machine has, and as many damaged files are too much for an emulated processor; the fixtures are all there.
            .. Excluded.SelectMany(name => new[] { "-method-", $"{Tests}.Decoding.TurboJpegDecoderTests.{name}" }),
        ];
        await using var process = GhostNetProcess.Start(command[0], Path.GetDirectoryName(program)!, Arm64Emulator.Environment, command[1..]);
        var finished = (await process.WaitAsync(TimeSpan.FromMinutes(10))).Expect(0);

        // Nothing is skipped, as it would be without libturbojpeg; the choice of kernels is among the tests, so that NEON's is there.
        var count = Counts().Match(finished.Output);
        Assert.True(count.Success, finished.Output);
        TestCluster.Tell(count.Value);
        Assert.InRange(int.Parse(count.Groups["total"].Value, CultureInfo.InvariantCulture), 80, int.MaxValue);
        Assert.Equal("0", count.Groups["skipped"].Value);
    }

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: \d+, Failed: \d+, Skipped: (?<skipped>\d+)")]
    private static partial Regex Counts();
}
