using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// The name of a job, chosen by whoever submits it: 1 to 64 lower-case letters, digits, dots, dashes and underscores, starting with a letter or digit.
/// Submitting the same id and the same spec again is the same job.
/// </summary>
[GenerateSerializer, Immutable, Alias("ghostnet.JobId")]
[JsonConverter(typeof(Converter))]
public readonly record struct JobId
{
    private const int MaxLength = 64;

    private JobId(string value) => Value = value;

    /// <summary>The text of the id.</summary>
    [Id(0)]
    public string Value { get; private init; }

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not an id; the message says what one is.</exception>
    public static JobId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not a job id: expected 1 to {MaxLength} lower-case letters, digits, '.', '-' or '_', starting with a letter or digit.");

    /// <summary>Reads an id; false when the text is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        id = default;
        if (text is not { Length: > 0 and <= MaxLength } || !char.IsAsciiLetterOrDigit(text[0]) || !text.All(IsAllowed))
        {
            return false;
        }

        id = new JobId(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsAllowed(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_';

    internal sealed class Converter : JsonConverter<JobId>
    {
        public override JobId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"'{reader.GetString()}' is not a job id.");

        public override void Write(Utf8JsonWriter writer, JobId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
