using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>Bad input: one clear message, the right exit code, nothing half-written.</summary>
public sealed class RefusalTests(Workbench bench)
{
    /// <summary>A command line with placeholders, the exit code, and what the message says.</summary>
    public static TheoryData<string, int, string> Refusals => new()
    {
        { "evaluate --model nope.onnx --images IMAGES --out OUT", 4, "There is no model " },
        { "evaluate --model IMAGES --images IMAGES --out OUT", 2, "is a folder; expected a file" },
        { "evaluate --model EMPTY --images IMAGES --out OUT", 2, "empty.bin" },
        { "evaluate --model NOISE --images IMAGES --out OUT", 2, "noise.bin" },
        { "evaluate --model CHECKPOINT --images IMAGES --out OUT", 2, "ghostnet-w010-c10.safetensors" },
        { "evaluate --model BADCARD --images IMAGES --out OUT", 2, "card.json" },
        { "evaluate --model MODEL --images nope --out OUT", 4, "There is no folder " },
        { "evaluate --model MODEL --images MODEL --out OUT", 2, "is a file; expected a folder of images" },
        { "evaluate --model MODEL --images NOTHING --out OUT", 2, "it has no images" },
        { "evaluate --model MODEL --images FLAT --out OUT", 2, "Give one (--labels), or use ghostnet predict." },
        { "evaluate --model MODEL --images THREE --out OUT", 2, "it has 3 class folders and the model has 10 classes" },
        { "evaluate --model MODEL --images THREE --classes CLASSES --out OUT", 2, "stranger" },
        { "evaluate --model MODEL --images IMAGES --classes nope --out OUT", 4, "There is no class list " },
        { "evaluate --model MODEL --images IMAGES --classes NOISE --out OUT", 2, "noise.bin" },
        { "evaluate --model MODEL --images IMAGES --classes EMPTY --out OUT", 2, "empty.bin" },
        { "evaluate --model MODEL --images IMAGES --labels nope --out OUT", 4, "There is no labels file " },
        { "evaluate --model MODEL --images IMAGES --labels NOISE --out OUT", 2, "noise.bin" },
        { "evaluate --model MODEL --images IMAGES --recipe nope --out OUT", 4, "There is no recipe " },
        { "evaluate --model MODEL --images IMAGES --recipe NOISE --out OUT", 2, "noise.bin: The recipe is not readable" },
        { "evaluate --model MODEL --images IMAGES --recipe BADRECIPE --out OUT", 2, "resize is 10, smaller than crop 224" },
        { "evaluate --model MODEL --images IMAGES --out MODEL", 2, "is a file; expected a folder" },
        { "evaluate --model MODEL --images IMAGES --out IMAGES/run", 2, "lies inside the images" },
        { "evaluate --model MODEL --images IMAGES --out /proc/ghostnet", 2, "/proc/ghostnet cannot be made" },
        { "evaluate --model MODEL --images IMAGES --out OUT --shard-size 0", 2, "--shard-size is '0'; expected a whole number from 1 to 65536." },
        { "evaluate --model MODEL --images IMAGES --out OUT --no-such-flag", 2, "--no-such-flag" },
        { "predict --model MODEL --images FLAT --out OUT --labels CLASSES", 2, "--labels" },
        { "report OUT", 4, "There is no folder " },
        { "report NOTHING", 4, "holds no job" },
        { "verify OUT", 4, "There is no folder " },
        { "models import nope --architecture ghostnet --out OUT", 4, "There is no checkpoint " },
        { "models import NOISE --architecture ghostnet --out OUT", 2, "noise.bin cannot be read as a checkpoint" },
        { "models import EMPTY --architecture ghostnet --out OUT", 2, "it is empty" },
        { "models import TRUNCATED --architecture ghostnet --out OUT", 2, "The file is damaged or incomplete" },
        { "models import CHECKPOINT --architecture ghostnet --width 0.2 --out OUT", 2, "It fits GhostNet 0.1×" },
        { "models import CHECKPOINT --architecture ghostnet --out CHECKPOINT", 2, "is also an input" },
        { "models import CHECKPOINT --architecture ghostnet --out no-folder/x.onnx", 4, "There is no folder " },
        { "models import CHECKPOINT --architecture resnet --out OUT", 2, "--architecture is 'resnet'; expected ghostnet." },
        { "models profile --architecture ghostnet --width 0", 2, "The width multiplier is 0.05 to 4" },
        { "models run MODEL --input NOISE --shape 1,3,64,64 --out OUT", 2, "float32 of shape 1×3×64×64 is 49152" },
        { "models run MODEL --input NOISE --shape 1,x --out OUT", 2, "--shape is '1,x'" },
        { "crop nope.jpg --out OUT", 4, "There is no image " },
        { "no-such-verb", 2, "'no-such-verb' is no command of ghostnet." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Bad_input_ends_with_its_code_one_message_and_nothing_written(string commandLine, int exitCode, string message)
    {
        using var folder = new TemporaryFolder();
        var places = Prepare(folder);
        var before = Tree(folder.Path);
        string[] arguments = [.. commandLine.Split(' ').Select(word => places.Aggregate(word, (text, place) => text.StartsWith(place.Key, StringComparison.Ordinal) ? place.Value + text[place.Key.Length..] : text))];

        var refused = (await GhostNetProcess.RunAsync(folder.Path, arguments)).Expect(exitCode);

        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
        Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, Tree(folder.Path));
    }

    [Fact]
    public async Task An_image_that_cannot_be_cropped_is_named_and_the_others_are_written()
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("text.jpg", "no image");
        var cropped = (await GhostNetProcess.RunAsync(folder.Path, "crop", text, Repository.Fixture("preprocess", "rgb.png"), "--out", folder["crops"])).Expect(2);

        Assert.Contains($"{text}: NotAnImage", cropped.Error, StringComparison.Ordinal);
        Assert.Equal([folder["crops", "rgb.png.png"]], Directory.GetFiles(folder["crops"]));
    }

    private Dictionary<string, string> Prepare(TemporaryFolder folder)
    {
        var checkpoint = File.ReadAllBytes(Repository.Fixture("checkpoints", "ghostnet-w010-c10.safetensors"));
        Directory.CreateDirectory(folder["nothing"]);
        var image = File.ReadAllBytes(Repository.Fixture("preprocess", "gray.jpg"));
        foreach (var label in new[] { "class-1", "class-2", "stranger" })
        {
            folder.Write(Path.Combine("three", label, "x.jpg"), image);
        }

        folder.Write(Path.Combine("flat", "x.jpg"), image);
        folder.Write(Path.Combine("bad-card", "card.json"), "{\"name\":3}");
        folder.Write(Path.Combine("images", "class-0", "x.jpg"), image);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MODEL"] = bench.Model,
            ["IMAGES"] = bench.FewImages,
            ["OUT"] = folder["out"],
            ["NOTHING"] = folder["nothing"],
            ["THREE"] = folder["three"],
            ["FLAT"] = folder["flat"],
            ["CLASSES"] = folder.Write("classes.txt", string.Concat(Enumerable.Range(0, 10).Select(i => $"class-{i}\n"))),
            ["EMPTY"] = folder.Write("empty.bin", []),
            ["NOISE"] = folder.Write("noise.bin", [0xFF, 0xFE, 0xFD, 0x00, 0x81, 0x82, 0x83, 0xC0, 0xC1, 0x0A]),
            ["TRUNCATED"] = folder.Write("truncated.safetensors", checkpoint.AsSpan(0, 20_000)),
            ["CHECKPOINT"] = folder.Write("ghostnet-w010-c10.safetensors", checkpoint),
            ["BADCARD"] = folder.Write(Path.Combine("bad-card", "x.onnx"), File.ReadAllBytes(bench.Model)),
            ["BADRECIPE"] = folder.Write("recipe.json", "{\"resize\":10}"),
        };
    }

    /// <summary>Every file with its bytes; what a refused command must leave as it was.</summary>
    private static string[] Tree(string folder) =>
        [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(entry => File.Exists(entry) ? $"{entry} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(entry)))}" : entry)];
}
