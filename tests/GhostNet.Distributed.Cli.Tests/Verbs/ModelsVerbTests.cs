using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Verbs;

public sealed class ModelsVerbTests
{
    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public async Task Profile_as_a_table(string culture)
    {
        using var under = new UnderCulture(culture);
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("models", "profile", "--architecture", "ghostnet", "--width", "0.5", "--classes", "10", "--input-size", "160"));

        Golden.Equal("profile.txt", terminal.Answer);
        Assert.Empty(terminal.Narration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public async Task Profile_as_json(string culture)
    {
        using var under = new UnderCulture(culture);
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("models", "profile", "--architecture", "ghostnet", "--width", "0.5", "--classes", "10", "--input-size", "160", "-o", "json"));

        Golden.Equal("profile.json", terminal.Answer);
    }

    [Theory]
    [InlineData("--width", "0", "The width multiplier is 0.05 to 4; the paper has 0.5, 1.0 and 1.3; found 0.")]
    [InlineData("--ratio", "1", "found 1.")]
    [InlineData("--cheap-kernel", "4", "found 4.")]
    [InlineData("--classes", "0", "The number of classes is 1 to 100,000; found 0.")]
    [InlineData("--input-size", "8193", "The input size is 1 to 8192 pixels; found 8193.")]
    public async Task A_network_that_does_not_exist_is_refused(string option, string value, string message)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("models", "profile", "--architecture", "ghostnet", option, value));

        Assert.EndsWith(message + "\n", terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    [Fact]
    public async Task Import_never_writes_over_its_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var content = File.ReadAllBytes(Repository.Fixture("checkpoints", "ghostnet-w010-c10.safetensors"));
        var checkpoint = folder.Write("x.safetensors", content);
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("models", "import", checkpoint, "--architecture", "ghostnet", "--out", Path.Combine(folder.Path, ".", "x.safetensors")));

        Assert.Equal(content, File.ReadAllBytes(checkpoint));
        Assert.Equal([checkpoint], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Import_and_run_answer_in_one_way_under_every_culture()
    {
        using var german = new UnderCulture("de-DE");
        using var folder = new TemporaryFolder();
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("models", "import", Repository.Fixture("checkpoints", "ghostnet-w010-c10.safetensors"), "--architecture", "ghostnet", "--input-size", "64", "--out", folder["m.onnx"]));
        Assert.Equal(0, await terminal.RunAsync("models", "run", folder["m.onnx"], "--input", Repository.Fixture("checkpoints", "input_2x3x64x64.f32"), "--shape", "2,3,64,64", "--out", folder["o.f32"]));

        Assert.StartsWith($"{folder["m.onnx"]}: GhostNet 0.1×, s = 2, d = 3, 10 classes; 172,330 parameters, 598,816 multiply-adds at 64 pixels.\n", terminal.Answer, StringComparison.Ordinal);
        Assert.EndsWith($"logits 2×10 → {folder["o.f32"]}\n", terminal.Answer, StringComparison.Ordinal);
        Assert.Equal(80, new FileInfo(folder["o.f32"]).Length);
    }
}
