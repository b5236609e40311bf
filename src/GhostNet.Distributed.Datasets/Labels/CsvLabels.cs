using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>
/// Comma- or semicolon-separated labels. With a header, columns are found by name (<c>filename,label</c>, <c>image,class</c>, Kaggle's <c>ImageId,PredictionString</c>,
/// where the prediction's first word is the class); without one, a line is name and label.
/// </summary>
internal static class CsvLabels
{
    private static readonly string[] NameColumns = ["filename", "file", "image", "imageid", "imagename", "imagepath", "imagefile", "path", "filepath", "name", "img"];
    private static readonly string[] LabelColumns = ["label", "labelid", "class", "classid", "classindex", "classname", "target", "wnid", "synset", "category", "groundtruth", PredictionString];
    private const string PredictionString = "predictionstring";

    internal static bool IsOne(List<string> lines) => lines.First(l => l.Length > 0).AsSpan().ContainsAny(',', ';');

    internal static ImmutableArray<LabelLine> Read(string text, LabelVocabulary vocabulary, FaultList faults)
    {
        var first = text.AsSpan().TrimStart();
        first = first[..(first.IndexOf('\n') is >= 0 and var end ? end : first.Length)];
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = first.Count(';') > first.Count(',') ? ";" : ",",
            HasHeaderRecord = false,
            TrimOptions = TrimOptions.Trim,
            IgnoreBlankLines = true,
            MaxFieldSize = 1 << 16,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        try
        {
            return Rows(parser, vocabulary, faults);
        }
        catch (CsvHelperException e)
        {
            faults.Add($"line {parser.RawRow} is not CSV: {e.Message.Split('\n')[0].Trim().TrimEnd('.')}");
            return [];
        }
    }

    private static ImmutableArray<LabelLine> Rows(CsvParser parser, LabelVocabulary vocabulary, FaultList faults)
    {
        var labels = ImmutableArray.CreateBuilder<LabelLine>();
        (int Name, int Label, bool FirstWord, int Width)? columns = null;
        while (parser.Read())
        {
            var row = parser.Record!;
            if (columns is null)
            {
                var header = Header(row);
                columns = header ?? (0, 1, false, 2);
                if (header is not null)
                {
                    continue;
                }
            }

            var (name, label, firstWord, width) = columns.Value;
            if (row.Length != width)
            {
                faults.Add($"line {parser.RawRow} has {row.Length} columns; expected {width}{(labels.Count == 0 ? " (a header such as filename,label says which columns count)" : "")}");
            }
            else if (row[name].Length == 0)
            {
                faults.Add($"line {parser.RawRow} has no file name");
            }
            else if (vocabulary.TryResolve(firstWord ? row[label].Split(' ')[0] : row[label], out var index, out var fault))
            {
                labels.Add(new LabelLine(parser.RawRow, row[name], index));
            }
            else
            {
                faults.Add($"line {parser.RawRow} {fault}{(labels.Count == 0 && !faults.Any ? " (a header would be filename,label or image,class or ImageId,PredictionString)" : "")}");
            }
        }

        return labels.DrainToImmutable();
    }

    private static (int Name, int Label, bool FirstWord, int Width)? Header(string[] row)
    {
        var words = row.Select(c => c.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant()).ToList();
        var name = words.FindIndex(NameColumns.Contains);
        var label = words.FindIndex(LabelColumns.Contains);
        return name >= 0 && label >= 0 ? (name, label, words[label] == PredictionString, row.Length) : null;
    }
}
