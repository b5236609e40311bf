using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Import;

/// <summary>Makes an ONNX model and its card of a specification and weights.</summary>
public sealed record ModelImport
{
    /// <summary>The network.</summary>
    public required GhostNetSpecification Specification { get; init; }

    /// <summary>Its weights.</summary>
    public required StateDictionary Weights { get; init; }

    /// <summary>Name on the card; letters, digits, dot, dash and underscore.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Height and width of the images that the model is meant for, in pixels; the card's recipe follows from it. The graph itself takes any size.
    /// </summary>
    public int InputSize { get; init; } = 224;

    /// <summary>The classes in output order; empty when they are not known.</summary>
    public ImmutableArray<ClassLabel> Labels { get; init; } = [];

    /// <summary>Where the weights came from; null when they were made up.</summary>
    public WeightsOrigin? Origin { get; init; }

    /// <summary>An import of a checkpoint's weights.</summary>
    public static ModelImport Of(Checkpoint checkpoint, GhostNetSpecification specification, string name) => new()
    {
        Specification = specification,
        Weights = checkpoint.Weights,
        Name = name,
        Origin = new(checkpoint.File, checkpoint.Digest, checkpoint.Format.Word()),
    };

    /// <summary>
    /// Writes <paramref name="modelPath"/>, beside it the same network laid out for kinds of processors (see <see cref="ModelVariantFiles"/>), and the card (see <see cref="ModelCardFile.PathForWriting"/>) into an existing folder, replacing what is there.
    /// When anything fails, what was there stays and nothing new is left behind.
    /// </summary>
    /// <exception cref="CheckpointMismatchException">The weights are not those of the network.</exception>
    /// <exception cref="InvalidModelCardException">Name, labels or input size cannot go on a card.</exception>
    /// <exception cref="IOException">The folder is absent or cannot be written to.</exception>
    public ImportedModel WriteTo(string modelPath)
    {
        var model = GhostNetOnnx.Write(Specification, Weights);
        var card = Card(Digest(model));
        var variants = GhostNetOnnx.TargetsFor(Specification).Select(target => (Path: ModelVariantFiles.PathOf(modelPath, target), Target: target)).ToArray();
        var graphs = Array.ConvertAll(variants, variant => GhostNetOnnx.Write(Specification, Weights, variant.Target, InputSize));
        card = card with { Variants = [.. variants.Zip(graphs, (variant, graph) => new ModelVariant(variant.Target.Word(), Path.GetFileName(variant.Path), Digest(graph)))] };
        var cardPath = ModelCardFile.PathForWriting(modelPath);

        // Everything that may fail comes before the first rename.
        using var files = new AtomicFiles();
        foreach (var (variant, graph) in variants.Zip(graphs))
        {
            files.Add(variant.Path, graph);
        }

        files.Add(modelPath, model);
        files.Add(cardPath, Encoding.UTF8.GetBytes(card.ToJson()));
        files.Commit();
        return new(modelPath, cardPath, card);
    }

    private static string Digest(byte[] graph) => Convert.ToHexStringLower(SHA256.HashData(graph));

    private ModelCard Card(string digest)
    {
        var recipe = Recipe.ForInputSize(InputSize);
        var card = new ModelCard
        {
            Name = Name,
            Digest = digest,
            Recipe = recipe,
            Input = new() { Name = GhostNetOnnx.InputName },
            Output = new() { Name = GhostNetOnnx.OutputName, Width = Specification.Classes },
            Labels = Labels,
            Weights = Origin,
        };
        // Before the profile, which would refuse a bad size less clearly.
        card.Validate();
        var profile = NetworkProfile.Of(Specification, InputSize);
        return card with
        {
            Architecture = new()
            {
                Family = "ghostnet",
                Width = Specification.Width,
                Ratio = Specification.Ratio,
                CheapKernel = Specification.CheapKernel,
                Classes = Specification.Classes,
                InputSize = InputSize,
                Parameters = profile.Parameters,
                MultiplyAdds = profile.MultiplyAdds,
            },
        };
    }
}
