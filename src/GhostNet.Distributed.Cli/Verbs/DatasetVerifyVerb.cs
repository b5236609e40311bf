using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets.Verifying;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet dataset verify NAME@DIGEST</c>: whether every image of a manifest is there as it was indexed.</summary>
internal static class DatasetVerifyVerb
{
    public static Command Create(Terminal terminal)
    {
        var dataset = new Argument<string>("NAME@DIGEST") { Description = "The dataset, as dataset index printed it; the beginning of the digest is enough, and none when there is one version." };
        dataset.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && DatasetVersion.Fault(text) is { } fault)
            {
                result.AddError(fault);
            }
        });
        var images = new Option<string?>("--images", "-i") { Description = "Where the images are, when not where they were indexed.", HelpName = "LOCATION" }.AsLocation();
        var output = OutputOption.Create();
        var cluster = new ClusterChoice();
        var ledger = new LedgerOption(cluster);
        var command = new Command(
            "verify",
            "Check that every image of a dataset is there and unchanged, by length and ETag; reads no image. Exit code 1 when one is not. Example: ghostnet dataset verify val@3f9a --ledger azure:ledger")
        {
            dataset, images, output,
        };
        ledger.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = GivenStore.Open(ledger.Require(parsed));
            var manifest = await DatasetVersion.OpenAsync(store, parsed.GetRequiredValue(dataset), cancellationToken);
            var location = parsed.GetValue(images) ?? await ImagesLocation.FindAsync(store, manifest.Header, cancellationToken)
                ?? throw new CliException(ExitCode.Usage, $"The ledger does not say where the images of {manifest.Header.Name} are; give --images.");
            var total = manifest.Header.Samples;
            var found = await DatasetVerify.RunAsync(
                GivenStore.OpenExisting(location, "images"),
                manifest,
                new SaidProgress<long>(samples => $"Verified {samples} of {total} images so far.", terminal, TimeProvider.System),
                cancellationToken);
            Tell(DatasetVerification.Of(manifest.Header, GivenStore.Lasting(location), found), found, parsed.GetValue(output), terminal);
            return found.IsIntact ? ExitCode.Success : ExitCode.Failed;
        });
        return command;
    }

    private static void Tell(DatasetVerification answer, VerifiedDataset found, OutputFormat output, Terminal terminal)
    {
        if (output == OutputFormat.Json)
        {
            terminal.Print(JsonSerializer.Serialize(answer, AnswerJson.Format.DatasetVerification));
            return;
        }

        var dataset = $"{answer.Name}@{ShortDigest.Of(answer.Digest)}";
        if (answer.Intact)
        {
            terminal.Print($"All {answer.Samples} images of {dataset} are in {answer.Images} as they were indexed.");
            return;
        }

        var lines = new List<string> { $"The images of {dataset} in {answer.Images} are not those that were indexed:" };
        if (found.Missing.Count > 0)
        {
            lines.Add($"  {found.Missing.Count} of {answer.Samples} are missing: {found.Missing}");
        }

        if (found.Changed.Count > 0)
        {
            lines.Add($"  {found.Changed.Count} of {answer.Samples} have changed: {found.Changed}");
        }

        terminal.Print(string.Join('\n', lines));
    }
}
