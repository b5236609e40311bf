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
    [InlineData("compare a", "Required argument 'B' missing", "See: ghostnet compare --help")]
    [InlineData("report", "Required argument 'DIR|ID' missing", "See: ghostnet report --help")]
    [InlineData("report run -o yaml", "--output is 'yaml'; expected table, json or markdown.", "See: ghostnet report --help")]
    [InlineData("show job -o markdown", "--output is 'markdown'; expected table or json.", "See: ghostnet show --help")]
    [InlineData("list --state done", "--state has 'done'; expected pending, running, succeeded, failed, canceled.", "See: ghostnet list --help")]
    [InlineData("list --state 2", "--state has '2'; expected pending, running, succeeded, failed, canceled.", "See: ghostnet list --help")]
    [InlineData("list --cluster http://host", "--cluster is not the address of a cluster; expected redis[s]://", "See: ghostnet list --help")]
    [InlineData("wait job --connect-timeout 0", "--connect-timeout is '0'; expected a whole number from 1 to 3600.", "See: ghostnet wait --help")]
    [InlineData("show Job", "'Job' is not a job id", "See: ghostnet show --help")]
    [InlineData("submit --model m --ledger l", "Which images? Give --images, or the --dataset that was made of them.", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --dataset a@zz", "--dataset: 'zz' is not the beginning of a digest; expected 4 to 64 hexadecimal digits", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --dataset a@1234 --name b", "--name is for a dataset that is made of --images; the --dataset has one.", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger ftp://host/x --images i", "--ledger: 'ftp://host/x' begins with ftp://, which is no store here", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --images azure:AA", "--images: 'azure:AA' has the container 'AA'; expected 3 to 63", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --images i --selector arch", "--selector: 'arch' is not a node label: expected key=value", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --images i --priority 101", "--priority is '101'; expected a whole number from -100 to 100.", "See: ghostnet submit --help")]
    [InlineData("submit --model m --ledger l --images i --canary -1", "--canary is '-1'; expected a whole number from 0 to 65536.", "See: ghostnet submit --help")]
    [InlineData("evaluate --model m --images i --sample-timeout 0", "--sample-timeout is '0'; expected a number from 0.01 to 3600.", "See: ghostnet evaluate --help")]
    [InlineData("dataset push d", "Required argument 'LOCATION' missing", "See: ghostnet dataset push --help")]
    [InlineData("dataset push d azure:data --tar 0", "--tar is '0'; expected a whole number from 1 to 65536.", "See: ghostnet dataset push --help")]
    [InlineData("dataset push d AccountKey=secret", "A connection string is no location", "See: ghostnet dataset push --help")]
    [InlineData("dataset index i --ledger l --layout zip", "--layout: 'zip' is no layout; expected images or shards.", "See: ghostnet dataset index --help")]
    [InlineData("dataset index i --ledger l --name a/b", "--name is 'a/b'; expected 1 to 64 of", "See: ghostnet dataset index --help")]
    [InlineData("dataset verify a/b --ledger l", "'a/b' is not a dataset's name; expected NAME[@DIGEST].", "See: ghostnet dataset verify --help")]
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
    [InlineData("dataset", "push <DIR> <LOCATION>")]
    public async Task A_group_without_a_verb_is_2_and_shows_its_verbs_on_standard_error(string commandLine, string verb)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Contains(verb, terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    [Theory]
    [InlineData("", "sample evaluate predict report verify compare models dataset crop doctor")]
    [InlineData("sample", "--out --output images model")]
    [InlineData("sample model", "--out")]
    [InlineData("sample images", "--split --count --out")]
    [InlineData("evaluate", "--model --images --classes --labels --recipe --out --shard-size --top --max-failed --sample-timeout --threads --batch --output table|json")]
    [InlineData("predict", "--model --images --classes --recipe --out --shard-size --top --output")]
    [InlineData("report", "<DIR|ID> --output table|json|markdown --predictions --cluster --connect-timeout")]
    [InlineData("dataset", "push index verify")]
    [InlineData("dataset push", "<DIR> <LOCATION> --tar --labels --classes --parallel --name --ledger --cluster --output Example:")]
    [InlineData("dataset index", "<LOCATION> --labels --classes --layout --name --ledger --cluster --output Example:")]
    [InlineData("dataset verify", "<NAME@DIGEST> --images --ledger --cluster --output Example:")]
    [InlineData("verify", "<DIR> --output")]
    [InlineData("compare", "<A> <B> --output McNemar's 0 1 2 4 report.json predictions.jsonl --cluster --connect-timeout")]
    [InlineData("models", "import profile run")]
    [InlineData("models import", "<CHECKPOINT> --architecture --width --ratio --cheap-kernel --classes --input-size --class-list --out")]
    [InlineData("models profile", "--architecture --width --ratio --cheap-kernel --classes --input-size --output")]
    [InlineData("models run", "<FILE.onnx> --input --shape --out")]
    [InlineData("crop", "<IMAGE> --out --recipe")]
    [InlineData("doctor", "--output --ledger --cluster --connect-timeout")]
    [InlineData("submit", "--dataset --name --priority --selector --canary --sample-timeout --ledger Example: --model --images --classes --labels --recipe --shard-size --top --max-failed --kind --ledger --id --wait --timeout --output --cluster --connect-timeout")]
    [InlineData("list", "--state --output --cluster --connect-timeout")]
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
    public async Task The_samples_model_can_be_had_alone_and_its_path_is_the_answer()
    {
        using var folder = new TemporaryFolder();
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync("sample", "model", "--out", folder["model"]));

        Assert.Equal(folder["model", "ghostnet-shapes.onnx"] + "\n", terminal.Answer);
        Assert.True(File.Exists(folder["model", "ghostnet-shapes.onnx"]));
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
