using System.Text.Json;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A <c>predictions.jsonl</c>, as <c>ghostnet compare</c> is given it.</summary>
internal sealed class PredictionsTarget() : FuzzTarget("predictions", FormatKind.Json, Texts.Utf8(
    """
    {"sample":"n01/a.jpg","label":3,"top":[{"class":3,"score":12.5,"probability":0.98,"name":"tench"},{"class":1,"score":1e-3,"probability":0.02}]}
    {"sample":"n01/b.jpg","label":3,"failure":{"kind":"Truncated","detail":"ends at byte 3"}}
    {"sample":"c.jpg","label":null,"top":[{"class":0,"score":-1,"probability":1}]}

    """))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            using var digest = new PredictionsDigest();
            using var file = new MemoryStream(input, writable: false);
            var predictions = PredictionsFile.ReadAsync(file).GetAsyncEnumerator();
            while (predictions.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                digest.Append(predictions.Current);
                _ = Tally.Of(predictions.Current);
            }

            return digest.Current().Length == 64;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
