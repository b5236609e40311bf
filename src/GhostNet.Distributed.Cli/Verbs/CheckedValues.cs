using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>Values that are checked while the command line is read. A fault names the option, what was found and what is expected; a person is told no type of C#.</summary>
internal static class CheckedValues
{
    /// <summary>A whole number within a range, or none.</summary>
    public static Option<int?> InRange(this Option<int?> option, int least, int most)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, least, most, $"a whole number from {least} to {most}");
        return option;
    }

    /// <summary>A whole number within a range.</summary>
    public static Option<int> InRange(this Option<int> option, int least, int most)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, least, most, $"a whole number from {least} to {most}") ?? 0;
        return option;
    }

    /// <summary>A whole number, or none; its range is checked where it is used.</summary>
    public static Option<int?> AsNumber(this Option<int?> option)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, int.MinValue, int.MaxValue, "a whole number");
        return option;
    }

    /// <summary>A whole number; its range is checked where it is used.</summary>
    public static Option<int> AsNumber(this Option<int> option)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, int.MinValue, int.MaxValue, "a whole number") ?? 0;
        return option;
    }

    /// <summary>A number, or none; its range is checked where it is used. The decimal separator is a dot under every culture.</summary>
    public static Option<double?> AsNumber(this Option<double?> option)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, double.MinValue, double.MaxValue, "a number such as 0.5");
        return option;
    }

    /// <summary>A number within a range, or none. The decimal separator is a dot under every culture.</summary>
    public static Option<double?> InRange(this Option<double?> option, double least, double most)
    {
        option.CustomParser = result => ParseNumber(result, option.Name, least, most, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return option;
    }

    /// <summary>One of a few words.</summary>
    public static Option<string> OneOf(this Option<string> option, params string[] words)
    {
        option.CustomParser = result => words.Contains(Text(result)) ? Text(result) : Fault<string>(result, $"{option.Name} is '{Text(result)}'; expected {string.Join(" or ", words)}.");
        return option;
    }

    /// <summary>A path. An empty one is mostly a variable of the shell that was never set.</summary>
    public static Option<T> NotEmpty<T>(this Option<T> option)
    {
        option.Validators.Add(result => RequireText(result, option.Name, result.Tokens));
        return option;
    }

    /// <summary>A path. An empty one is mostly a variable of the shell that was never set.</summary>
    public static Argument<T> NotEmpty<T>(this Argument<T> argument)
    {
        argument.Validators.Add(result => RequireText(result, argument.Name, result.Tokens));
        return argument;
    }

    /// <summary>The location of a store. Its faults never tell back what may be a secret.</summary>
    public static Option<string?> AsLocation(this Option<string?> option)
    {
        option.Validators.Add(result => RequireLocation(result, option.Name, result.Tokens));
        return option;
    }

    /// <summary>The location of a store. Its faults never tell back what may be a secret.</summary>
    public static Argument<string> AsLocation(this Argument<string> argument)
    {
        argument.Validators.Add(result => RequireLocation(result, argument.Name, result.Tokens));
        return argument;
    }

    /// <summary>Text that a type reads, or none.</summary>
    /// <param name="option">The option.</param>
    /// <param name="parse">Reads it; throws <see cref="FormatException"/> with a sentence.</param>
    public static Option<T?> Parsed<T>(this Option<T?> option, Func<string, T> parse)
    {
        option.CustomParser = result =>
        {
            try
            {
                return parse(Text(result));
            }
            catch (FormatException e)
            {
                return Fault<T>(result, $"{option.Name}: {e.Message}");
            }
        };
        return option;
    }

    private static void RequireLocation(SymbolResult result, string name, IEnumerable<Token> tokens)
    {
        foreach (var token in tokens)
        {
            try
            {
                BlobStoreLocation.Parse(token.Value);
            }
            catch (FormatException e)
            {
                result.AddError($"{name}: {e.Message}");
            }
        }
    }

    private static void RequireText(SymbolResult result, string name, IEnumerable<Token> tokens)
    {
        if (tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{name} is empty; expected a path.");
        }
    }

    private static T? ParseNumber<T>(ArgumentResult result, string name, T least, T most, string expected)
        where T : struct, INumber<T> =>
        T.TryParse(Text(result), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Fault<T?>(result, $"{name} is '{Text(result)}'; expected {expected}.");

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T? Fault<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
