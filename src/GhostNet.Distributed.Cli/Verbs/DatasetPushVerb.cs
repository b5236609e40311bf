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
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Pushing;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet dataset push DIR LOCATION</c>: uploads a folder's images and writes their manifest.</summary>
internal static class DatasetPushVerb
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of images." }.NotEmpty();
        var target = new Argument<string>("LOCATION") { Description = $"Where they go: {GivenStore.Form}." }.AsLocation();
        var tar = new Option<int?>("--tar") { Description = "Pack so many images into each tar shard, which workers read many times faster than single blobs; a blob an image when left out.", HelpName = "N" }.InRange(1, ManifestWriter.SamplesPerPart);
        var labels = new Option<string?>("--labels") { Description = "Labels by file name ('name label' lines, CSV, or ILSVRC's ground truth); class folders when left out.", HelpName = "FILE" }.NotEmpty();
        var classes = new Option<string?>("--classes") { Description = "The model's classes, a line each in output order (synset_words.txt, plain ids, JSON).", HelpName = "FILE" }.NotEmpty();
        var parallel = new Option<int>("--parallel") { Description = "Uploads at once, 1 to 256.", HelpName = "N", DefaultValueFactory = _ => 8 }.InRange(1, 256);
        var name = DatasetOptions.NameOption();
        var output = OutputOption.Create();
        var cluster = new ClusterChoice();
        var ledger = new LedgerOption(cluster);
        var command = new Command(
            "push",
            "Upload a folder of images, and write their manifest into a cluster's ledger if one is given. Broken off, it is run again and goes on. Example: ghostnet dataset push /data/val azure:data/val --tar 1000 --ledger azure:ledger")
        {
            folder, target, tar, labels, classes, parallel, name, output,
        };
        ledger.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(folder);
            var location = parsed.GetRequiredValue(target);
            GivenPaths.RequireFolder(source, "images");
            GivenStore.RequireBeside(source, location, "LOCATION");
            var manifests = ledger.Find(parsed);
            if (manifests is not null)
            {
                GivenStore.RequireBeside(location, manifests, "--ledger");
            }

            // Before a long listing: a target that cannot be opened needs none.
            var images = GivenStore.Open(location);
            var indexed = await IndexAsync(source, parsed.GetValue(labels), parsed.GetValue(classes), terminal, cancellationToken);
            using var temporary = new TemporaryStore();
            var store = manifests is null ? temporary.Store : GivenStore.Open(manifests);
            var pushed = await DatasetPush.RunAsync(
                source,
                indexed,
                images,
                store,
                parsed.GetValue(name) ?? JobImages.DefaultName(location),
                new DatasetPushOptions { ImagesPerShard = parsed.GetValue(tar), Parallelism = parsed.GetValue(parallel) },
                new SaidProgress<PushProgress>(Line, terminal, TimeProvider.System),
                cancellationToken);
            var lasting = GivenStore.Lasting(location);
            await ImagesLocation.RememberAsync(store, pushed.Header, lasting, cancellationToken);
            Tell(pushed, lasting, manifests is null ? null : GivenStore.Lasting(manifests), parsed.GetValue(output), terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<IndexedDataset> IndexAsync(string folder, string? labels, string? classes, Terminal terminal, CancellationToken cancellationToken)
    {
        foreach (var (file, what) in new[] { (classes, "class list"), (labels, "labels file") })
        {
            if (file is not null)
            {
                GivenPaths.RequireFile(file, what);
            }
        }

        var indexed = await DatasetIndex.ScanAsync(
            folder,
            new DatasetIndexOptions { LabelFile = labels, Classes = classes is null ? null : await ClassList.ReadAsync(classes, cancellationToken), OtherFiles = [.. new[] { classes }.OfType<string>()] },
            cancellationToken);
        foreach (var note in IndexNotes.Of(indexed.Notes, Datasets.CountedNames.Of([]), indexed.LabelsWithoutFile, indexed.Ignored))
        {
            terminal.Say($"note: {note}");
        }

        return indexed;
    }

    private static void Tell(PushedDataset pushed, string images, string? ledger, OutputFormat output, Terminal terminal)
    {
        var (header, blobs) = pushed;
        if (output == OutputFormat.Json)
        {
            var answer = new PushAnswer(header.Name, header.Digest, images, header.Samples, header.Labelled, blobs.Uploaded, blobs.Present, blobs.Bytes, ledger);
            terminal.Print(JsonSerializer.Serialize(answer, AnswerJson.Format.PushAnswer));
            return;
        }

        Facts.Write(
            terminal.Answer,
            ("dataset", $"{header.Name}@{header.Digest}"),
            ("images", images),
            ("samples", string.Create(CultureInfo.InvariantCulture, $"{header.Samples:N0}, {header.Labelled:N0} labelled")),
            ("uploaded", string.Create(CultureInfo.InvariantCulture, $"{blobs.Uploaded:N0} blobs, {blobs.Bytes / 1e6:N1} MB{(blobs.Present > 0 ? $"; {blobs.Present:N0} were there already" : "")}")),
            ("manifest", ledger ?? "not kept, since no ledger is given; ghostnet dataset index writes it"));
    }

    private static string Line(PushProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Uploaded + progress.Present:N0} of {progress.Blobs:N0} blobs are there, {progress.Bytes / 1e6:N1} MB uploaded.");
}
