using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GhostNet.Distributed;

/// <summary>
/// SHA-256 over, in manifest order, each sample's path, label and top-1 class or failure kind. Scores are left out: their last bits may differ between processors,
/// batch sizes and graphs. One model, one dataset, one recipe: one digest, whatever happened on the way.
/// </summary>
public sealed class PredictionsDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds the next sample. The line is <c>path TAB label-or-dash TAB class-or-!kind LF</c>.</summary>
    public void Append(Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var label = prediction.Label?.ToString(CultureInfo.InvariantCulture) ?? "-";
        var outcome = prediction.Failure is { } failure ? $"!{failure.Kind}" : prediction.Top[0].Class.ToString(CultureInfo.InvariantCulture);
        _hash.AppendData(Encoding.UTF8.GetBytes($"{prediction.Sample}\t{label}\t{outcome}\n"));
    }

    /// <summary>The digest of all that was added, in lower-case hexadecimal.</summary>
    public string Current() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
