using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>Lines of a name, white space and a label, as Caffe's <c>val.txt</c> has them. The label is what follows the last white space (or the only tab), so that names may have spaces.</summary>
internal static class SpacedLabels
{
    internal static ImmutableArray<LabelLine> Read(List<string> lines, LabelVocabulary vocabulary, FaultList faults)
    {
        var labels = ImmutableArray.CreateBuilder<LabelLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length == 0)
            {
                continue;
            }

            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var split = tab >= 0 && tab == line.LastIndexOf('\t') ? tab : line.AsSpan().LastIndexOfAny(' ', '\t');
            if (split < 0)
            {
                faults.Add($"line {i + 1} is '{line}'; expected a file name, white space and a label");
            }
            else if (vocabulary.TryResolve(line[(split + 1)..].Trim(), out var label, out var fault))
            {
                labels.Add(new LabelLine(i + 1, line[..split].Trim(), label));
            }
            else
            {
                faults.Add($"line {i + 1} {fault}");
            }
        }

        return labels.DrainToImmutable();
    }
}
