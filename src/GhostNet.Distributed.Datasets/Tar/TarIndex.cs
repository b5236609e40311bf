using System.Collections.Immutable;
using System.Formats.Tar;
using System.Text;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>What is in a tar shard: its samples in manifest order, and the members that were left out (anything that is neither image nor class).</summary>
public sealed record IndexedShard(ImmutableArray<ManifestSample> Samples, ImmutableArray<string> Ignored);

/// <summary>
/// Finds the images of a tar shard in WebDataset's convention, and where in the shard their bytes are: <c>key.jpg</c> with its class in <c>key.cls</c>, a class index or
/// an id or name of the class list. A sample is named as if the shard were a folder.
/// </summary>
public static class TarIndex
{
    private const int MaxTail = 1 << 20;

    /// <summary>Indexes a shard. Reads it in windows of 4 MiB and keeps names, places and classes only.</summary>
    /// <param name="store">The store.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="vocabulary">What a class can be.</param>
    /// <param name="limits">What a shard may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TarShardException">The shard is missing, damaged or hostile, or a class is none; all faults are told.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<IndexedShard> ReadAsync(
        IBlobStore store, BlobName shard, LabelVocabulary? vocabulary = null, TarLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var subject = $"The tar shard '{shard}' in {store.Description}";
        limits ??= new TarLimits();
        var faults = new FaultList();
        try
        {
            await using var stream = await ShardStream.OpenAsync(store, shard, limits.MaxHeaderBytes, cancellationToken)
                ?? throw new TarShardException(subject, ["there is no such blob; check its name"]);
            var members = await MembersAsync(stream, limits, faults, cancellationToken);
            var index = Index(shard, stream.Properties.ETag, members, vocabulary ?? new LabelVocabulary(), faults);
            return faults.Any ? throw new TarShardException(subject, faults.ToFaults()) : index;
        }
        // Whatever the framework's reader says to bytes that are no tar.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or InvalidOperationException or OverflowException or NotSupportedException)
        {
            throw new TarShardException(subject, [.. faults.ToFaults(), $"it is damaged or no tar ({e.Message.TrimEnd('.')}); pack and upload it again under another name"], e);
        }
    }

    private static async Task<List<Member>> MembersAsync(ShardStream stream, TarLimits limits, FaultList faults, CancellationToken cancellationToken)
    {
        List<Member> members = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        await using var reader = new TarReader(stream, leaveOpen: true);
        var end = 0L;
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (Refusal(entry, name, names, stream.Length) is { } fault)
            {
                faults.Add($"the member '{Shown(name)}' {fault}");
                continue;
            }

            if (members.Count == limits.MaxMembers)
            {
                throw new InvalidDataException($"it has more than {limits.MaxMembers} members");
            }

            end = entry.DataOffset + entry.Length;
            members.Add(new Member(name, entry.DataOffset, entry.Length, await ClassAsync(entry, name, limits, faults, cancellationToken)));
        }

        if (stream.Length - end > MaxTail)
        {
            faults.Add($"its last member ends at byte {end} of {stream.Length}: it is damaged, or several archives behind each other; pack it again");
        }

        return members;
    }

    private static string? Refusal(TarEntry entry, string name, HashSet<string> names, long length) =>
        entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile) ? $"is a {entry.EntryType}; expected files only, no links, devices or sparse files"
        : entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(k => k.StartsWith("GNU.sparse", StringComparison.Ordinal)) ? "is a sparse file; expected its bytes as they are"
        : BlobName.Fault(name) is { } fault ? $"has an unusable name: {fault}"
        : !names.Add(name) ? "is there twice"
        : entry.Length < 0 || (entry.Length > 0 && (entry.DataOffset < 0 || entry.DataOffset > length - entry.Length)) ? $"ends behind the shard's {length} bytes; the shard was cut"
        : null;

    private static async Task<string?> ClassAsync(TarEntry entry, string name, TarLimits limits, FaultList faults, CancellationToken cancellationToken)
    {
        if (!MemberName.Of(name).IsClass || entry.DataStream is not { } data)
        {
            return null;
        }

        if (entry.Length > limits.MaxClassBytes)
        {
            faults.Add($"the class member '{Shown(name)}' has {entry.Length} bytes; expected at most {limits.MaxClassBytes}");
            return null;
        }

        var bytes = new byte[entry.Length];
        await data.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes).Trim();
    }

    private static IndexedShard Index(BlobName shard, string tag, List<Member> members, LabelVocabulary vocabulary, FaultList faults)
    {
        Dictionary<string, Member> images = new(StringComparer.Ordinal);
        Dictionary<string, int> labels = new(StringComparer.Ordinal);
        var ignored = ImmutableArray.CreateBuilder<string>();
        foreach (var member in members)
        {
            var name = MemberName.Of(member.Name);
            if (name.IsClass)
            {
                Resolve(member, name.Key, vocabulary, labels, faults);
            }
            else if (ImageFiles.IsLitter(member.Name[(member.Name.LastIndexOf('/') + 1)..]))
            {
                continue;
            }
            else if (!name.IsImage)
            {
                ignored.Add($"{shard}/{member.Name}");
            }
            else if (!images.TryAdd(name.Key, member))
            {
                faults.Add($"the members '{images[name.Key].Name}' and '{member.Name}' are two images of one key; expected one");
            }
            else if (BlobName.Fault($"{shard}/{member.Name}") is { } fault)
            {
                faults.Add($"the member '{member.Name}' makes an unusable sample's name: {fault}");
            }
        }

        ignored.AddRange(labels.Keys.Where(k => !images.ContainsKey(k)).Select(k => $"{shard}/{k}.{MemberName.Class}"));
        var samples = images.Select(i => new ManifestSample($"{shard}/{i.Value.Name}", labels.TryGetValue(i.Key, out var label) ? label : null, i.Value.Length)
        {
            ETag = tag,
            Shard = shard.Value,
            Offset = i.Value.Offset,
        });
        return new IndexedShard([.. samples.OrderBy(s => s.Path, Utf8Order.Comparer)], ignored.DrainToImmutable());
    }

    private static void Resolve(Member member, string key, LabelVocabulary vocabulary, Dictionary<string, int> labels, FaultList faults)
    {
        if (vocabulary.TryResolve(member.Class ?? "", out var label, out var fault))
        {
            labels[key] = label;
        }
        else if (member.Class is not null)
        {
            faults.Add($"the member '{member.Name}' {fault}");
        }
        else if (member.Length == 0)
        {
            faults.Add($"the member '{member.Name}' is empty; expected a class");
        }
    }

    private static string Shown(string name) => string.Concat(name.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));

    private sealed record Member(string Name, long Offset, long Length, string? Class);
}
