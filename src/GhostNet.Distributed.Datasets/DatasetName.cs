namespace GhostNet.Distributed.Datasets;

/// <summary>
/// Name of a dataset: 1 to 64 characters of <c>A–Z a–z 0–9 . _ -</c>, the first one a letter or digit, the last one not a dot; such as <c>imagenet-val</c>.
/// </summary>
public readonly record struct DatasetName
{
    private readonly string? _value;

    private DatasetName(string value) => _value = value;

    /// <summary>The name as text.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(DatasetName)</c>.</exception>
    public string Value => _value ?? throw new InvalidOperationException("A default DatasetName names nothing; use DatasetName.Parse.");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is not a dataset's name.</exception>
    public static DatasetName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is not a dataset's name; expected 1 to 64 of A–Z a–z 0–9 . _ - with a letter or digit first and no dot last.");

    /// <summary>Reads a name, or returns false where <see cref="Parse"/> would throw.</summary>
    public static bool TryParse(string? text, out DatasetName name)
    {
        var good = text is { Length: >= 1 and <= 64 } && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.'
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        name = good ? new(text!) : default;
        return good;
    }

    /// <summary>The name as text.</summary>
    public override string ToString() => _value ?? "";
}
