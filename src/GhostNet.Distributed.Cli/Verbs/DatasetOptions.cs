using System.CommandLine;
using System.CommandLine.Parsing;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>The options by which <c>submit</c> names a dataset: one that the ledger has, or a name for the one that is made.</summary>
internal sealed class DatasetOptions
{
    /// <summary>A dataset that the ledger has.</summary>
    public Option<string?> Known { get; } = new("--dataset")
    {
        Description = $"A dataset that the ledger has already, {DatasetVersion.Form}, as dataset index printed it; then nothing is indexed, and --images is only needed where they have moved.",
        HelpName = "NAME@DIGEST",
    };

    /// <summary>The name of a dataset that is made.</summary>
    public Option<DatasetName?> Name { get; } = NameOption();

    /// <summary>Options that are checked while the command line is read.</summary>
    public DatasetOptions() => Known.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && DatasetVersion.Fault(text) is { } fault)
        {
            result.AddError($"--dataset: {fault}");
        }
    });

    /// <summary>The option <c>--name</c>, the same for every verb that writes a manifest.</summary>
    public static Option<DatasetName?> NameOption() => new("--name")
    {
        Description = "Name of the dataset; the last word of its location when left out.",
        HelpName = "NAME",
        CustomParser = result =>
        {
            if (DatasetName.TryParse(result.Tokens[0].Value, out var name))
            {
                return name;
            }

            result.AddError($"--name is '{result.Tokens[0].Value}'; expected 1 to 64 of A–Z a–z 0–9 . _ - with a letter or digit first and no dot last.");
            return null;
        },
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Known);
        command.Options.Add(Name);
    }

    /// <summary>Refuses a command line that names neither images nor a dataset, or a name and labels for one that has them.</summary>
    public void RequireImages(CommandResult result, QuestionOptions question)
    {
        if (result.GetResult(Known) is null && !question.NamesImages(result))
        {
            result.AddError("Which images? Give --images, or the --dataset that was made of them.");
        }

        if (result.GetResult(Known) is not null && result.GetResult(Name) is not null)
        {
            result.AddError("--name is for a dataset that is made of --images; the --dataset has one.");
        }
    }
}
