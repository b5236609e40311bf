using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>Derives a card from a graph that came without one.</summary>
public static class ModelInspector
{
    private const int ColumnsWithBackground = 1001;
    private const double SumTolerance = 1e-3;

    /// <summary>
    /// Reads input, output and sizes from the graph, and runs one mid-grey image to see the output's width and whether it is a softmax already. A graph of dynamic size gets ImageNet's
    /// 224 pixels; a width of 1,001 is taken for the 1,000 ImageNet classes behind a background column.
    /// </summary>
    /// <param name="onnxPath">The <c>.onnx</c> file.</param>
    /// <param name="name">The card's name.</param>
    /// <param name="recipe">The recipe, where it is known; else the usual one for the graph's input size.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, not ONNX, or needs operators that this ONNX Runtime lacks.</exception>
    /// <exception cref="UnsupportedModelException">The graph is no image classifier, or its input is not of the recipe's size.</exception>
    public static ModelDescription Describe(string onnxPath, string name, Recipe? recipe = null)
    {
        using var session = OnnxGraph.Load(onnxPath);
        var graph = GraphSignature.Read(session, name);
        var notes = graph.Notes.ToBuilder();
        var chosen = recipe ?? ChooseRecipe(graph, notes);
        var (signature, scores) = OnnxGraph.Probe(session, name, graph, chosen.Crop, fixedBatch: null);
        var card = new ModelCard
        {
            Name = name,
            Digest = Digest(onnxPath),
            Recipe = chosen,
            Input = new() { Name = signature.InputName, Element = signature.Element, Layout = signature.Layout, FixedBatch = signature.Batch },
            Output = DescribeOutput(signature.OutputName, scores, notes),
        };

        return CardCheck.Differences(signature, card) is { Count: > 0 } differences
            ? throw new UnsupportedModelException($"Model {name} does not fit the recipe: {string.Join("; ", differences)}.")
            : new(card, notes.ToImmutable());
    }

    private static Recipe ChooseRecipe(GraphSignature graph, ImmutableArray<string>.Builder notes)
    {
        if (graph.Size is { } size)
        {
            return Recipe.ForInputSize(size);
        }

        notes.Add($"input {graph.InputName} takes any size; ImageNet's recipe is assumed: resize {Recipe.ImageNet.Resize}, crop {Recipe.ImageNet.Crop}");
        return Recipe.ImageNet;
    }

    private static ModelOutput DescribeOutput(string name, float[] scores, ImmutableArray<string>.Builder notes)
    {
        var sum = scores.Sum(score => (double)score);
        var isProbability = scores.All(score => score >= 0) && Math.Abs(sum - 1) <= SumTolerance;
        if (isProbability)
        {
            // Logits are what nearly every classifier gives, so only the exception is worth a word.
            notes.Add($"output {name} is taken for probabilities: for a grey image none is negative and their sum is {sum.ToString("F4", CultureInfo.InvariantCulture)}");
        }

        var firstClass = 0;
        if (scores.Length == ColumnsWithBackground)
        {
            firstClass = 1;
            notes.Add($"output {name} has {ColumnsWithBackground} columns; the first is taken for \"background\", so that class 0 is column 1");
        }

        return new() { Name = name, Width = scores.Length, FirstClass = firstClass, Value = isProbability ? OutputValue.Probability : OutputValue.Logit };
    }

    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
