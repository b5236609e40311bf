using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// <c>predictions.jsonl</c>: a line a sample in manifest order, UTF-8. Either
/// <c>{"sample":"…","label":3,"top":[{"class":3,"score":12.3,"probability":0.98,"name":"…"}]}</c> or
/// <c>{"sample":"…","label":3,"failure":{"kind":"Truncated","detail":"…"}}</c>. An unlabelled sample has <c>"label":null</c>; a class without a known name has no <c>name</c>.
/// </summary>
public static class PredictionsFile
{
    private const int FlushAt = 64 * 1024;

    // Paths are for people to read, in every script; the file is never part of a page, so the escaping of HTML is not needed.
    private static readonly PredictionLineJson Format = new(new JsonSerializerOptions(PredictionLineJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes one line a prediction, in the order in which they come; the stream stays open.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<Prediction> predictions, Stream destination, ClassLabels labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(labels);
        var buffer = new ArrayBufferWriter<byte>(FlushAt);
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Format.Options.Encoder });
        await foreach (var prediction in predictions.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            JsonSerializer.Serialize(json, PredictionLine.Of(prediction, labels), Format.PredictionLine);
            buffer.Write("\n"u8);
            json.Reset();
            if (buffer.WrittenCount >= FlushAt)
            {
                await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                buffer.ResetWrittenCount();
            }
        }

        await destination.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads what <see cref="WriteAsync"/> wrote, so that digest and accuracy can be computed again. The file holds neither latencies (0 here) nor the rank of a label
    /// that is not among the listed classes: with fewer than five classes a sample, top-5 cannot be computed from it.
    /// </summary>
    /// <exception cref="JsonException">A line is damaged, and the message has its number; or it is longer than 4 MiB.</exception>
    public static async IAsyncEnumerable<Prediction> ReadAsync(Stream source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var reader = new StreamReader(new LineLimitStream(source), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), leaveOpen: true);
        for (var number = 1L; await LineAsync(reader, number, cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            yield return Parse(line, number);
        }
    }

    private static async ValueTask<string?> LineAsync(StreamReader reader, long number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException e)
        {
            throw new JsonException($"The predictions are not UTF-8 at or soon after line {number}.", e);
        }
    }

    private static Prediction Parse(string line, long number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Format.PredictionLine)?.ToPrediction() ?? throw new JsonException("It is the JSON value null.");
        }
        catch (JsonException e)
        {
            throw new JsonException($"Line {number} of the predictions is not a prediction: {e.Message}", e);
        }
    }
}
