using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>Labels put to files.</summary>
/// <param name="Samples">The samples with their labels, in the order they came.</param>
/// <param name="Unlabelled">Samples that no line names.</param>
/// <param name="WithoutFile">Names in the labels file that no sample has.</param>
public sealed record LabelMatch(ImmutableArray<ManifestSample> Samples, CountedNames Unlabelled, CountedNames WithoutFile)
{
    /// <summary>
    /// Gives samples the labels of a file, by name and never by position: a name is a sample's path, else its file name, else its file name without the extension.
    /// </summary>
    /// <exception cref="LabelFileException">A name fits several samples, or a sample has two different labels; all told at once.</exception>
    public static LabelMatch Of(LabelFile file, ImmutableArray<ManifestSample> samples)
    {
        ArgumentNullException.ThrowIfNull(file);
        var names = new SampleNames(samples);
        var labelledBy = new LabelLine?[samples.Length];
        var faults = new FaultList();
        List<string> withoutFile = [];
        foreach (var line in file.Lines)
        {
            var found = names.Find(line.Name, out var other);
            if (found < 0)
            {
                withoutFile.Add(line.Name);
            }
            else if (other >= 0)
            {
                faults.Add($"line {line.Line} names '{line.Name}', which is both '{samples[found].Path}' and '{samples[other].Path}'; give the path below the dataset's folder");
            }
            else if (labelledBy[found] is { } before && before.Label != line.Label)
            {
                faults.Add($"lines {before.Line} and {line.Line} give '{samples[found].Path}' two labels, {before.Label} and {line.Label}; keep one");
            }
            else
            {
                labelledBy[found] ??= line;
            }
        }

        return faults.Any
            ? throw new LabelFileException($"The labels file {file.Source}", faults.ToFaults())
            : new LabelMatch(
                [.. samples.Select((s, i) => s with { Label = labelledBy[i]?.Label })],
                CountedNames.Of(samples.Where((_, i) => labelledBy[i] is null).Select(s => s.Path)),
                CountedNames.Of(withoutFile));
    }
}
