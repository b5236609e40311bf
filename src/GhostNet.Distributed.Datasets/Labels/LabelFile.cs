using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>
/// The labels of a dataset by file name: what a labels file says, not yet matched with the files. Formats are told apart by content: ILSVRC's ground truth (bare
/// integers), CSV (with or without a header), or <c>name label</c> lines.
/// </summary>
public sealed class LabelFile
{
    internal LabelFile(string source, ImmutableArray<LabelLine> lines, ImmutableArray<string> notes) => (Source, Lines, Notes) = (source, lines, notes);

    /// <summary>Path of the file, for messages.</summary>
    public string Source { get; }

    /// <summary>One label a line, in the file's order.</summary>
    public ImmutableArray<LabelLine> Lines { get; }

    /// <summary>What a person should know of how the labels were read; usually empty.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>
    /// Reads a labels file. A bare-integers file is taken as ILSVRC2012_IDs, which are not class indices: a <c>map_clsloc.txt</c> beside it, or a class list that
    /// came with the ids, translates them.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">What a label can be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="LabelFileException">The file is missing, of no known format, or has labels that are no class; all faults are told, with their lines.</exception>
    /// <exception cref="Classes.ClassListException">The <c>map_clsloc.txt</c> beside it is not usable.</exception>
    public static async Task<LabelFile> ReadAsync(string path, LabelVocabulary vocabulary, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var text = await TextContent.ReadAsync(path, (fault, e) => new LabelFileException($"The labels file {path}", [fault], e), cancellationToken);
        var map = Path.Join(Path.GetDirectoryName(Path.GetFullPath(path)), "map_clsloc.txt");
        var beside = File.Exists(map) && GroundTruth.IsOne(TextContent.Lines(text)) ? await Datasets.Classes.ClassList.ReadAsync(map, cancellationToken) : null;
        return Parse(text, path, vocabulary, beside);
    }

    /// <summary>As the other overload, from a store; a <c>map_clsloc.txt</c> in the same folder of the store translates bare integers.</summary>
    /// <exception cref="LabelFileException">The blob is missing, of no known format, or has labels that are no class; all faults are told, with their lines.</exception>
    /// <exception cref="Classes.ClassListException">The <c>map_clsloc.txt</c> beside it is not usable.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<LabelFile> ReadAsync(IBlobStore store, BlobName blob, LabelVocabulary vocabulary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var source = $"{store.Description}/{blob}";
        var text = await TextContent.ReadAsync(store, blob, (fault, e) => new LabelFileException($"The labels file {source}", [fault], e), cancellationToken)
            ?? throw new LabelFileException($"The labels file {source}", ["there is no such blob; check the name"]);
        var map = BlobName.Parse(blob.Value[..(blob.Value.LastIndexOf('/') + 1)] + "map_clsloc.txt");
        var beside = GroundTruth.IsOne(TextContent.Lines(text))
            ? await TextContent.ReadAsync(store, map, (fault, e) => new Classes.ClassListException($"The class list {store.Description}/{map}", [fault], e), cancellationToken)
            : null;
        return Parse(text, source, vocabulary, beside is null ? null : Datasets.Classes.ClassList.Parse(beside, map.Value));
    }

    /// <summary>Reads labels from text.</summary>
    /// <param name="text">The content of a file.</param>
    /// <param name="source">The file's path, for messages.</param>
    /// <param name="vocabulary">What a label can be.</param>
    /// <param name="ilsvrcMap">The list that <c>map_clsloc.txt</c> gives, where one stands beside the file.</param>
    /// <exception cref="LabelFileException">The text is of no known format, or has labels that are no class; all faults are told, with their lines.</exception>
    public static LabelFile Parse(string text, string source, LabelVocabulary vocabulary, Classes.ClassList? ilsvrcMap = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var faults = new FaultList();
        text = text.TrimStart('\uFEFF');
        var lines = TextContent.Lines(text);
        ImmutableArray<string> notes = [];
        ImmutableArray<LabelLine> labels = [];
        if (lines.Count == 0)
        {
            faults.Add("it is empty; expected one image and its label a line");
        }
        else if (GroundTruth.IsOne(lines))
        {
            labels = GroundTruth.Read(lines, vocabulary, ilsvrcMap, faults, out notes);
        }
        else
        {
            labels = CsvLabels.IsOne(lines) ? CsvLabels.Read(text, vocabulary, faults) : SpacedLabels.Read(lines, vocabulary, faults);
        }

        return faults.Any ? throw new LabelFileException($"The labels file {source}", faults.ToFaults()) : new LabelFile(source, labels, notes);
    }
}

/// <summary>One line of a labels file: its number from 1, the image's name as written, and the class index.</summary>
public readonly record struct LabelLine(int Line, string Name, int Label);
