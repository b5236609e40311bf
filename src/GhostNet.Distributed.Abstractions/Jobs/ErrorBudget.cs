using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// How many samples may fail before a report is INVALID: a count (<c>12</c>), a share of the dataset (<c>0.5%</c>), or <c>unlimited</c>. Failures are named in the
/// report whatever the budget is.
/// </summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ErrorBudget")]
[JsonConverter(typeof(Converter))]
public readonly record struct ErrorBudget
{
    /// <summary>Any number of failures.</summary>
    public static ErrorBudget Unlimited => default;

    /// <summary>Failures allowed, as a count; null when the budget is not a count.</summary>
    [Id(0)]
    public long? Count { get; private init; }

    /// <summary>Failures allowed, as a share 0…1 of the samples; null when the budget is not a share.</summary>
    [Id(1)]
    public double? Share { get; private init; }

    /// <summary>A budget of so many samples.</summary>
    public static ErrorBudget OfCount(long count) => new() { Count = ArgumentOutOfRange(count >= 0, count, "at least 0") };

    /// <summary>A budget of a share of the samples, 0…1; kept to 15 significant digits, so that its text reads back as the same share.</summary>
    public static ErrorBudget OfShare(double share) => new() { Share = (double)(decimal)ArgumentOutOfRange(share is >= 0 and <= 1, share, "0 to 1") };

    /// <summary>Whether so many failures of so many samples are within the budget.</summary>
    /// <remarks>In decimal: 29 % of 100 is 29, and the binary product is just below it.</remarks>
    public bool Allows(long failed, long samples) => failed <= (AllowedOf(samples) ?? long.MaxValue);

    /// <summary>How many failures of so many samples are within the budget; null when any number is.</summary>
    public long? AllowedOf(long samples) => Count ?? (Share is { } share ? (long)Math.Floor((decimal)share * samples) : null);

    /// <summary>Reads <c>12</c>, <c>0.5%</c> or <c>unlimited</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static ErrorBudget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
        {
            return Unlimited;
        }

        if (text.EndsWith('%') && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100)
        {
            return OfShare((double)(percent / 100));
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? OfCount(count)
            : throw new FormatException($"'{text}' is not an error budget: expected a count such as 12, a share such as 0.5%, or unlimited.");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => this switch
    {
        { Count: { } count } => count.ToString(CultureInfo.InvariantCulture),
        { Share: { } share } => ((decimal)share * 100).ToString("0.############################", CultureInfo.InvariantCulture) + "%",
        _ => "unlimited",
    };

    private static T ArgumentOutOfRange<T>(bool inRange, T value, string expected) =>
        inRange ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected {expected}.");

    internal sealed class Converter : JsonConverter<ErrorBudget>
    {
        public override ErrorBudget Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString() ?? "");
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, ErrorBudget value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
