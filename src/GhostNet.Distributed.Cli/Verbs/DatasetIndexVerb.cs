using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GhostNet.Distributed.Cli.Images;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Labels;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet dataset index LOCATION</c>: writes the manifest of images that lie in a store.</summary>
internal static class DatasetIndexVerb
{
    public static Command Create(Terminal terminal)
    {
        var images = new Argument<string>("LOCATION") { Description = $"The images, single ones or tar shards: {GivenStore.Form}." }.AsLocation();
        var labels = new Option<string?>("--labels") { Description = "Labels by file name ('name label' lines, CSV, or ILSVRC's ground truth); class folders, or the shards' .cls, when left out.", HelpName = "FILE" }.NotEmpty();
        var classes = new Option<string?>("--classes") { Description = "The model's classes, a line each in output order (synset_words.txt, plain ids, JSON).", HelpName = "FILE" }.NotEmpty();
        var layout = new Option<string?>("--layout") { Description = "images for a blob an image, shards for tar shards in any folder; told by what lies in the root when left out.", HelpName = "images|shards" };
        layout.Parsed(text => text is "images" or "shards" ? text : throw new FormatException($"'{text}' is no layout; expected images or shards."));
        var name = DatasetOptions.NameOption();
        var output = OutputOption.Create();
        var cluster = new ClusterChoice();
        var ledger = new LedgerOption(cluster);
        var command = new Command(
            "index",
            "Write a manifest of images that lie in a store into a cluster's ledger, and print its digest. Reads names, not images. Example: ghostnet dataset index azure:data/val --ledger azure:ledger --classes synset_words.txt")
        {
            images, labels, classes, layout, name, output,
        };
        ledger.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var location = parsed.GetRequiredValue(images);
            var target = ledger.Require(parsed);
            GivenStore.RequireBeside(location, target, "--ledger");
            var options = await ReadOptionsAsync(parsed.GetValue(labels), parsed.GetValue(classes), parsed.GetValue(layout), cancellationToken);
            var store = GivenStore.Open(target);
            var lasting = GivenStore.Lasting(location);
            var indexed = await StoreIndex.WriteAsync(
                GivenStore.OpenExisting(location, "images"),
                store,
                parsed.GetValue(name) ?? JobImages.DefaultName(location),
                options,
                new SaidProgress<long>(samples => $"Indexed {samples} images so far.", terminal, TimeProvider.System),
                cancellationToken);
            await ImagesLocation.RememberAsync(store, indexed.Header, lasting, cancellationToken);
            foreach (var note in indexed.Notes)
            {
                terminal.Say($"note: {note}");
            }

            Tell(indexed, lasting, parsed.GetValue(output), terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<StoreIndexOptions> ReadOptionsAsync(string? labels, string? classes, string? layout, CancellationToken cancellationToken)
    {
        foreach (var (file, what) in new[] { (classes, "class list"), (labels, "labels file") })
        {
            if (file is not null)
            {
                GivenPaths.RequireFile(file, what);
            }
        }

        var list = classes is null ? null : await ClassList.ReadAsync(classes, cancellationToken);
        return new StoreIndexOptions
        {
            Classes = list,
            LabelFile = labels is null ? null : await LabelFile.ReadAsync(labels, new LabelVocabulary(list), cancellationToken),
            Layout = layout switch { "images" => DatasetLayout.Images, "shards" => DatasetLayout.Shards, _ => DatasetLayout.Automatic },
        };
    }

    private static void Tell(StoreIndexed indexed, string images, OutputFormat output, Terminal terminal)
    {
        var answer = DatasetAnswer.Of(indexed, images);
        if (output == OutputFormat.Json)
        {
            terminal.Print(JsonSerializer.Serialize(answer, AnswerJson.Format.DatasetAnswer));
            return;
        }

        Facts.Write(
            terminal.Answer,
            ("dataset", $"{answer.Name}@{answer.Digest}"),
            ("images", answer.Images),
            ("samples", $"{Number(answer.Samples)}{(answer.Shards > 0 ? $" in {answer.Shards} tar shards" : "")}"),
            ("labelled", $"{Number(answer.Labelled)}{Source(answer)}"),
            ("no label", indexed.Unlabelled.Count > 0 ? $"{indexed.Unlabelled.Count}: {indexed.Unlabelled}" : null),
            ("no image", indexed.LabelsWithoutFile.Count > 0 ? $"{indexed.LabelsWithoutFile.Count} labels: {indexed.LabelsWithoutFile}" : null),
            ("left out", indexed.Ignored.Count > 0 ? $"{indexed.Ignored.Count}: {indexed.Ignored}" : null));
    }

    private static string Source(DatasetAnswer answer) => answer.Labels == "none" ? "" : $" by {(answer.Labels switch { "folders" => "class folders", "file" => "the labels file", _ => "the shards' .cls" })}{(answer.Classes is { } classes ? $", {classes} classes" : "")}";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
