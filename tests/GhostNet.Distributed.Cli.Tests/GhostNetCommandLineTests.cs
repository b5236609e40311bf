using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests;

public sealed class GhostNetCommandLineTests
{
    [Theory]
    [InlineData("evaluate", "Option '--model' is required.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --top 0", "--top is '0'; expected a whole number from 1 to 100.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --top 1.5", "--top is '1.5'; expected a whole number from 1 to 100.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --shard-size 65537", "--shard-size is '65537'; expected a whole number from 1 to 65536.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --shard-size 99999999999999999999", "--shard-size is '99999999999999999999'", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --batch 257", "--batch is '257'; expected a whole number from 1 to 256.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --threads -1", "--threads is '-1'; expected a whole number from 1 to 1024.", "See: ghostnet evaluate --help")]
    [InlineData("evaluate --model m --images i --max-failed 101%", "'101%' is not an error budget", "See: ghostnet evaluate --help")]
    [InlineData("predict --model m --images i -o yaml", "--output is 'yaml'; expected table or json.", "See: ghostnet predict --help")]
    [InlineData("predict --model m --images i -o 1", "--output is '1'; expected table or json.", "See: ghostnet predict --help")]
    [InlineData("models profile --architecture ghostnet --width 0,5", "--width is '0,5'; expected a number such as 0.5.", "See: ghostnet models profile --help")]
    [InlineData("models import", "Required argument 'CHECKPOINT' missing", "See: ghostnet models import --help")]
    [InlineData("models bogus", "'bogus' is no command of ghostnet models.", "See: ghostnet models --help")]
    [InlineData("bogus", "'bogus' is no command of ghostnet.", "See: ghostnet --help")]
    [InlineData("sample images --split both --out x", "--split is 'both'; expected validation or training.", "See: ghostnet sample images --help")]
    [InlineData("report", "Required argument 'DIR' missing", "See: ghostnet report --help")]
    [InlineData("compare a", "Required argument 'B' missing", "See: ghostnet compare --help")]
    [InlineData("list --cluster http://host", "--cluster is not the address of a cluster; expected redis://", "See: ghostnet list --help")]
    [InlineData("wait job --connect-timeout 0", "--connect-timeout is '0'; expected a whole number from 1 to 3600.", "See: ghostnet wait --help")]
    [InlineData("show Job", "'Job' is not a job id", "See: ghostnet show --help")]
    [InlineData("submit --model m --images i", "Option '--ledger' is required.", "See: ghostnet submit --help")]
    [InlineData("submit --model m --images i --ledger l --kind guess", "--kind is 'guess'; expected evaluate or predict.", "See: ghostnet submit --help")]
    public async Task A_wrong_command_line_is_2_with_what_is_wrong_and_where_help_is(string commandLine, string message, string help)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync(commandLine.Split(' ')));

        Assert.Contains(message, terminal.Narration, StringComparison.Ordinal);
        Assert.EndsWith(help + "\n", terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
        Assert.DoesNotContain("System.", terminal.Narration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_a_command_line_are_told_at_once()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("evaluate", "--model", "", "--images", "i", "--top", "x", "--output", "y"));

        Assert.Contains("--model is empty; expected a path.", terminal.Narration, StringComparison.Ordinal);
        Assert.Contains("--top is 'x'", terminal.Narration, StringComparison.Ordinal);
        Assert.Contains("--output is 'y'", terminal.Narration, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "evaluate")]
    [InlineData("models", "import <CHECKPOINT>")]
    public async Task A_group_without_a_verb_is_2_and_shows_its_verbs_on_standard_error(string commandLine, string verb)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Contains(verb, terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    [Theory]
    [InlineData("", "sample evaluate predict report verify compare models crop doctor")]
    [InlineData("sample", "--out --output images")]
    [InlineData("sample images", "--split --count --out")]
    [InlineData("evaluate", "--model --images --classes --labels --recipe --out --shard-size --top --max-failed --threads --batch --output table|json")]
    [InlineData("predict", "--model --images --classes --recipe --out --shard-size --top --output")]
    [InlineData("report", "<DIR> --output")]
    [InlineData("verify", "<DIR> --output")]
    [InlineData("compare", "<A> <B> --output McNemar's 0 1 2 4 report.json predictions.jsonl --cluster --connect-timeout")]
    [InlineData("models", "import profile run")]
    [InlineData("models import", "<CHECKPOINT> --architecture --width --ratio --cheap-kernel --classes --input-size --class-list --out")]
    [InlineData("models profile", "--architecture --width --ratio --cheap-kernel --classes --input-size --output")]
    [InlineData("models run", "<FILE.onnx> --input --shape --out")]
    [InlineData("crop", "<IMAGE> --out --recipe")]
    [InlineData("doctor", "--output")]
    [InlineData("submit", "--model --images --classes --labels --recipe --shard-size --top --max-failed --kind --ledger --id --wait --timeout --output --cluster --connect-timeout")]
    [InlineData("list", "--output --cluster --connect-timeout")]
    [InlineData("show", "<ID> --output --cluster --connect-timeout")]
    [InlineData("watch", "<ID> --output --cluster --connect-timeout")]
    [InlineData("wait", "<ID> --timeout --output --cluster --connect-timeout")]
    [InlineData("cancel", "<ID> --output --cluster --connect-timeout")]
    [InlineData("hosts", "--output --cluster --connect-timeout")]
    public async Task Help_of_every_verb_is_an_answer_and_names_every_option(string verb, string words)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));

        Assert.All(words.Split(' '), word => Assert.Contains(word, terminal.Answer, StringComparison.Ordinal));
        Assert.Empty(terminal.Narration);
    }

    [Fact]
    public async Task More_images_than_a_split_has_are_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("sample", "images", "--count", "1001", "--out", folder["images"]));

        Assert.Equal("--count is 1001; the validation split has 1000 images.\n", terminal.Narration);
        Assert.False(Directory.Exists(folder["images"]));
    }

    [Fact]
    public async Task A_sample_cannot_be_drawn_into_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("taken", "mine");
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("sample", "--out", file));

        Assert.Equal($"--out {file} is a file; expected a folder.\n", terminal.Narration);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public async Task Version_is_an_answer()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("--version"));

        Assert.Matches(@"^\d+\.\d+\.\d+", terminal.Answer);
    }
}
