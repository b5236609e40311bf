using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

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
