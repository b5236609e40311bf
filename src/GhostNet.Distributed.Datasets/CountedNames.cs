using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets;

/// <summary>How many there are, and the names of the first few of them: enough to tell a person without printing a million lines.</summary>
public sealed record CountedNames(int Count, ImmutableArray<string> First)
{
    /// <summary>The number of names that are kept.</summary>
    public const int Shown = 10;

    /// <summary>Counts names and keeps the first <see cref="Shown"/>.</summary>
    public static CountedNames Of(IEnumerable<string> names)
    {
        var first = ImmutableArray.CreateBuilder<string>();
        var count = 0;
        foreach (var name in names)
        {
            if (count++ < Shown)
            {
                first.Add(name);
            }
        }

        return new CountedNames(count, first.ToImmutable());
    }

    /// <summary>Two are equal when the counts and the names are.</summary>
    public bool Equals(CountedNames? other) => other is not null && Count == other.Count && First.SequenceEqual(other.First);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, First.Length);

    /// <summary>The names, and how many more there are: <c>a, b and 12 more</c>.</summary>
    public override string ToString() => Count > First.Length ? $"{string.Join(", ", First)} and {Count - First.Length} more" : string.Join(", ", First);
}
