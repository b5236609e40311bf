using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>A manifest in a temporary file: its parts one behind the other, and the header that will go with them. Memory holds one part.</summary>
internal sealed class ManifestDraft : IAsyncDisposable
{
    private readonly FileStream _file;

    private ManifestDraft(FileStream file, ManifestHeader header) => (_file, Header) = (file, header);

    internal ManifestHeader Header { get; }

    internal ContentDigest Digest => ContentDigest.Parse(Header.Digest);

    /// <summary>Writes sorted samples down, checking each against the one before.</summary>
    /// <exception cref="DatasetException">A sample is not usable, or there is none; the first few faults are told.</exception>
    internal static async Task<ManifestDraft> WriteAsync(
        DatasetName name, IAsyncEnumerable<ManifestSample> sorted, Func<int?> classes, string? temporaryFolder, int samplesPerPart, CancellationToken cancellationToken)
    {
        var path = Path.Join(temporaryFolder ?? Path.GetTempPath(), $"ghostnet-manifest-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            return new ManifestDraft(file, await FillAsync(file, name, sorted, classes, samplesPerPart, cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>The bytes of a part.</summary>
    internal async Task<ReadOnlyMemory<byte>> ReadPartAsync(int part, CancellationToken cancellationToken)
    {
        var content = new byte[Header.Parts[part].Length];
        _file.Position = Header.Parts.Take(part).Sum(p => p.Length);
        await _file.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static async Task<ManifestHeader> FillAsync(
        FileStream file, DatasetName name, IAsyncEnumerable<ManifestSample> sorted, Func<int?> classes, int samplesPerPart, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        var parts = ImmutableArray.CreateBuilder<ManifestPart>();
        var lines = new PartLines();
        using var hash = new ManifestHash();
        var (samples, labelled, highest, sourced) = (0, 0, -1, false);
        string? before = null;
        await foreach (var sample in sorted.WithCancellation(cancellationToken))
        {
            if (SampleFault.Of(sample, before, classes: null) is { } fault)
            {
                faults.Add(fault);
            }

            before = sample.Path;
            hash.Append(sample);
            lines.Add(sample);
            samples = checked(samples + 1);
            labelled += sample.Label is null ? 0 : 1;
            highest = Math.Max(highest, sample.Label ?? -1);
            sourced |= sample.HasSource;
            if (lines.Count == samplesPerPart)
            {
                parts.Add(await lines.FlushAsync(file, cancellationToken));
            }
        }

        if (lines.Count > 0)
        {
            parts.Add(await lines.FlushAsync(file, cancellationToken));
        }

        var count = classes();
        Check(samples, highest, count, faults);
        return faults.Any ? throw new DatasetException($"The dataset {name}", faults.ToFaults()) : new ManifestHeader
        {
            SchemaVersion = sourced ? ManifestHeader.CurrentSchemaVersion : 1,
            Name = name.Value,
            Digest = hash.Finish().Value,
            Samples = samples,
            Labelled = labelled,
            Classes = count,
            Parts = parts.ToImmutable(),
        };
    }

    private static void Check(int samples, int highest, int? classes, FaultList faults)
    {
        if (samples == 0)
        {
            faults.Add("it has no samples; expected at least one");
        }

        if (classes is < 1)
        {
            faults.Add($"it has {classes} classes; expected at least one");
        }
        else if (highest >= classes)
        {
            faults.Add($"a sample has the label {highest}; expected 0 to {classes - 1}");
        }
    }

    /// <summary>The lines of the part that is being written.</summary>
    private sealed class PartLines
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);

        internal int Count { get; private set; }

        internal void Add(ManifestSample sample)
        {
            using var json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = ManifestJson.Readable.Options.Encoder });
            JsonSerializer.Serialize(json, sample, ManifestJson.Readable.ManifestSample);
            json.Flush();
            _buffer.Write("\n"u8);
            Count++;
        }

        internal async Task<ManifestPart> FlushAsync(FileStream file, CancellationToken cancellationToken)
        {
            await file.WriteAsync(_buffer.WrittenMemory, cancellationToken);
            var part = new ManifestPart(ContentDigest.Of(_buffer.WrittenSpan).Value, _buffer.WrittenCount, Count);
            _buffer.ResetWrittenCount();
            Count = 0;
            return part;
        }
    }
}
