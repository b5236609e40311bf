using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Reporting;

/// <summary>One line of <c>predictions.jsonl</c>: the names in it are the file format.</summary>
internal sealed record PredictionLine
{
    public required string Sample { get; init; }

    public int? Label { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NamedClass[]? Top { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FailureLine? Failure { get; init; }

    public static PredictionLine Of(Prediction prediction, ClassLabels labels) => new()
    {
        Sample = prediction.Sample,
        Label = prediction.Label,
        Top = prediction.Failure is null ? [.. prediction.Top.Select(c => new NamedClass(c.Class, c.Score, c.Probability, labels.NameOf(c.Class)))] : null,
        Failure = prediction.Failure is { } failure ? new FailureLine(failure.Kind, failure.Detail) : null,
    };

    /// <exception cref="JsonException">The line holds both a prediction and a failure, or neither.</exception>
    public Prediction ToPrediction()
    {
        if (Failure is { } failure)
        {
            return Top is null && Enum.IsDefined(failure.Kind)
                ? new Prediction { Sample = Sample, Label = Label, Failure = new Failure(failure.Kind, failure.Detail) }
                : throw new JsonException(Top is null ? $"'{failure.Kind}' is not a kind of failure." : "A sample has either classes or a failure, not both.");
        }

        if (Top is not { Length: > 0 })
        {
            throw new JsonException("A sample has neither classes nor a failure.");
        }

        // Lists may hold null whatever the annotations say, and a number such as 1e400 becomes infinite.
        if (Array.Exists(Top, c => c is null || !float.IsFinite(c.Score) || !float.IsFinite(c.Probability)))
        {
            throw new JsonException("One of the classes is null, or has a number that is too large.");
        }

        // The rank is not in the file: it follows from the classes as far as the file lists them.
        var rank = Label is { } label ? Array.FindIndex(Top, c => c.Class == label) : -1;
        return new Prediction
        {
            Sample = Sample,
            Label = Label,
            Top = [.. Top.Select(c => new ScoredClass(c.Class, c.Score, c.Probability))],
            LabelRank = rank is >= 0 and < 5 ? rank : null,
        };
    }

    internal sealed record NamedClass(
        int Class,
        float Score,
        float Probability,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null);

    internal sealed record FailureLine(FailureKind Kind, string Detail);
}

/// <summary>Lines as JSON: camelCase, enums as words, every property required that can be.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PredictionLine))]
internal sealed partial class PredictionLineJson : JsonSerializerContext;
