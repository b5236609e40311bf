using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>The header of a manifest, opened as a worker opens it.</summary>
internal sealed class ManifestHeaderTarget() : FuzzTarget("manifest-header", FormatKind.Json, Texts.Utf8(
    $$"""{"schemaVersion":1,"name":"val","digest":"{{Digest}}","samples":3,"labelled":2,"classes":10,"parts":[{"digest":"{{Digest}}","length":100,"samples":2},{"digest":"{{Digest}}","length":50,"samples":1}]}""",
    $$"""{"schemaVersion":2,"name":"val","digest":"{{Digest}}","samples":65536,"labelled":0,"parts":[{"digest":"{{Digest}}","length":134217728,"samples":65536}]}"""))
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly DatasetName Dataset = DatasetName.Parse("val");
    private static readonly ContentDigest Version = ContentDigest.Parse(Digest);

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var reader = ManifestReader.OpenAsync(new OneBlobStore(input), Dataset, Version).GetAwaiter().GetResult();
            return reader.All.Count == reader.Header.Samples;
        }
        catch (ManifestException)
        {
            return false;
        }
    }
}

/// <summary>A part of a manifest. Its SHA-256 is not asked for here, since nothing gets past a wrong one.</summary>
internal sealed class ManifestPartTarget() : FuzzTarget("manifest-part", FormatKind.Json, Texts.Utf8(
    """
    {"path":"n01/a.jpg","label":0,"length":100}
    {"path":"n01/b.jpg","label":null,"length":0}

    """,
    """
    {"path":"s.tar/a.jpg","label":3,"length":10,"eTag":"\"0x8D\"","shard":"s.tar","offset":512}
    {"path":"s.tar/b ä.jpg","label":9,"length":9223372036854775295,"shard":"s.tar","offset":512}

    """))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            foreach (var sample in ManifestPartFormat.Read(input, 2, input.Length % 2 == 0 ? 10 : null, fault => new ManifestException("memory", "part", fault)))
            {
                _ = (sample.Blob, sample.Range);
                using var hash = new ManifestHash();
                hash.Append(sample);
            }

            return true;
        }
        catch (ManifestException)
        {
            return false;
        }
    }
}
