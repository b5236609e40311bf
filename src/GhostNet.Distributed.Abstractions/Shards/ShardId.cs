using System.Globalization;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// A unit of retry: a shard of the plan, a piece of one that was split, or a canary range on one architecture. Its samples follow from the plan and the id alone
/// (<see cref="JobPlan.RangeOf"/>).
/// </summary>
/// <param name="Value">Position in the plan, from 0; of a canary range, its position among the canary ranges.</param>
/// <param name="Piece">0 is the whole shard. Splitting piece p makes the pieces 2p + 1 and 2p + 2, its lower and upper half, as in a binary heap.</param>
/// <param name="Architecture">The architecture that a canary range is run on; null for a shard of the plan.</param>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardId")]
public readonly record struct ShardId(
    [property: Id(0)] int Value,
    [property: Id(1)] int Piece = 0,
    [property: Id(2)] string? Architecture = null)
{
    /// <summary>The lower half, when this is split.</summary>
    [JsonIgnore]
    public ShardId Lower => this with { Piece = (2 * Piece) + 1 };

    /// <summary>The upper half, when this is split.</summary>
    [JsonIgnore]
    public ShardId Upper => this with { Piece = (2 * Piece) + 2 };

    /// <summary>What was split to make this; of a whole shard, itself.</summary>
    [JsonIgnore]
    public ShardId Parent => Piece == 0 ? this : this with { Piece = (Piece - 1) / 2 };

    /// <summary>The shard of the plan that this is, or is a piece of.</summary>
    [JsonIgnore]
    public ShardId Whole => this with { Piece = 0 };

    /// <summary>Six digits at least, so that names sort in plan order; <c>000005-2</c> for a piece, <c>x64/000005</c> for a canary range.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Architecture is null ? "" : $"{Architecture}/")}{Value:D6}{(Piece == 0 ? "" : $"-{Piece}")}");

    /// <summary>Reads what <see cref="ToString"/> writes; false when the text is not that.</summary>
    public static bool TryParse(string text, out ShardId shard)
    {
        ArgumentNullException.ThrowIfNull(text);
        shard = default;
        var slash = text.LastIndexOf('/');
        var numbers = text[(slash + 1)..].Split('-');
        if (numbers.Length > 2 || slash == 0 || !TryNumber(numbers[0], out var value) || !TryNumber(numbers.ElementAtOrDefault(1) ?? "0", out var piece))
        {
            return false;
        }

        shard = new ShardId(value, piece, slash < 0 ? null : text[..slash]);
        return shard.ToString() == text;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
