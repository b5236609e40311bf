using System.CommandLine;
using System.CommandLine.Parsing;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>The options that make the question: which model, on which images. The same for a job on this machine and one on a cluster.</summary>
internal sealed class QuestionOptions
{
    private readonly Option<string> _model = new("--model", "-m") { Description = "The .onnx file; card.json beside it tells recipe and classes.", HelpName = "FILE.onnx", Required = true };
    private readonly Option<string?> _images = new Option<string?>("--images", "-i") { Description = $"The images: {GivenStore.Form}; single ones, or tar shards.", HelpName = "LOCATION" }.AsLocation();
    private readonly Option<string?> _classes = new("--classes") { Description = "The model's classes, a line each in output order (synset_words.txt, plain ids, JSON).", HelpName = "FILE" };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "Preprocessing as JSON; the card's, or ImageNet's for the input size, when left out.", HelpName = "FILE" };
    private readonly Option<int?> _shardSize = new("--shard-size") { Description = "Samples in a shard, 1 to 65536; by the dataset's size when left out.", HelpName = "N" };
    private readonly Option<int> _top = new("--top") { Description = "Classes kept for each image, 1 to 100.", HelpName = "K", DefaultValueFactory = _ => 5 };
    private readonly Option<double?> _sampleTimeout = new Option<double?>("--sample-timeout") { Description = "Seconds that decoding and classifying one image may take; a slower one is a failure. No limit when left out.", HelpName = "S" }.InRange(0.01, 3600);
    private readonly Option<ErrorBudget> _maxFailed = new("--max-failed")
    {
        Description = "Images that may fail before the report is INVALID: a count, a share such as 0.5%, or unlimited.",
        HelpName = "N|P%",
        DefaultValueFactory = _ => ErrorBudget.Unlimited,
        CustomParser = result =>
        {
            try
            {
                return ErrorBudget.Parse(result.Tokens[0].Value);
            }
            catch (FormatException e)
            {
                result.AddError($"--max-failed: {e.Message}");
                return default;
            }
        },
    };

    /// <summary>Options with their ranges checked while the command line is read.</summary>
    /// <param name="imagesRequired">False where the images may be named in another way.</param>
    public QuestionOptions(bool imagesRequired = true)
    {
        _images.Required = imagesRequired;
        _model.NotEmpty();
        foreach (var path in new[] { _classes, _recipe })
        {
            path.NotEmpty();
        }

        _shardSize.InRange(1, JobPlan.MaxShardSize);
        _top.InRange(1, 100);
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _model, _images, _classes, _recipe, _shardSize, _top, _maxFailed, _sampleTimeout })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the command line says where the images are.</summary>
    public bool NamesImages(CommandResult result) => result.GetResult(_images) is not null;

    /// <summary>What was asked.</summary>
    public BatchRunRequest Request(ParseResult parsed, JobKind kind, string? labels) => new()
    {
        Kind = kind,
        Model = parsed.GetRequiredValue(_model),
        Images = parsed.GetValue(_images),
        Classes = parsed.GetValue(_classes),
        Labels = labels,
        Recipe = parsed.GetValue(_recipe),
        ShardSize = parsed.GetValue(_shardSize),
        Top = parsed.GetValue(_top),
        MaxFailed = parsed.GetValue(_maxFailed),
        SampleTimeLimit = parsed.GetValue(_sampleTimeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
