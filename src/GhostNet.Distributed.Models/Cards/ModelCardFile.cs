using System.Security.Cryptography;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>
/// Where the card of a model lies: for <c>x.onnx</c> it is <c>x.card.json</c>, or <c>card.json</c> in the same folder if it carries the model's digest.
/// </summary>
public static class ModelCardFile
{
    private const string Shared = "card.json";

    /// <summary>
    /// The card of a model, or null when it has none. A <c>card.json</c> of another model is not this model's card. Blocks while the model is hashed.
    /// </summary>
    /// <exception cref="InvalidModelCardException">The card is not readable, or <c>x.card.json</c> belongs to other bytes than the model's.</exception>
    /// <exception cref="IOException">The model or the card cannot be read.</exception>
    public static ModelCard? Find(string modelPath)
    {
        var own = OwnPath(modelPath);
        if (File.Exists(own))
        {
            var card = Read(own);
            var digest = Digest(modelPath);
            return card.Digest == digest
                ? card
                : throw new InvalidModelCardException(
                    $"{own} is the card of a model with the digest {card.Digest}, and {modelPath} has {digest}. The model was replaced without its card: import it again, or delete the card.");
        }

        var shared = SharedPath(modelPath);
        return File.Exists(shared) && Read(shared) is var candidate && candidate.Digest == Digest(modelPath) ? candidate : null;
    }

    /// <summary>
    /// Where a new card of the model belongs: <c>card.json</c>, unless <c>x.card.json</c> is there already (it is looked at first), or <c>card.json</c> is
    /// the card of another model in the folder or cannot be read as a card.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static string PathForWriting(string modelPath)
    {
        var (own, shared) = (OwnPath(modelPath), SharedPath(modelPath));
        return !File.Exists(own) && (!File.Exists(shared) || IsFree(shared, modelPath)) ? shared : own;
    }

    /// <summary>Reads a card from a file.</summary>
    /// <exception cref="InvalidModelCardException">The file is no usable card; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelCard Read(string cardPath)
    {
        using var stream = File.OpenRead(cardPath);
        if (stream.Length > ModelCardText.MaxBytes)
        {
            throw new InvalidModelCardException($"{cardPath} has {stream.Length} bytes; at most {ModelCardText.MaxBytes} are read.");
        }

        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        try
        {
            return ModelCardText.Parse(json);
        }
        catch (InvalidModelCardException e)
        {
            throw new InvalidModelCardException($"{cardPath}: {e.Message}", e);
        }
    }

    /// <summary>True when the card that stands there is this model's, or that of a model that is gone.</summary>
    private static bool IsFree(string shared, string modelPath)
    {
        string owner;
        try
        {
            owner = Read(shared).Digest;
        }
        catch (InvalidModelCardException)
        {
            return false;
        }

        var model = Path.GetFullPath(modelPath);
        return !Directory.EnumerateFiles(Path.GetDirectoryName(model)!, "*.onnx").Any(other => Path.GetFullPath(other) != model && Digest(other) == owner);
    }

    private static string OwnPath(string modelPath) => Path.ChangeExtension(Path.GetFullPath(modelPath), ".card.json");

    private static string SharedPath(string modelPath) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, Shared);

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
