using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace GhostNet.Distributed.Fuzzing.Mutation;

/// <summary>Damages JSON, or JSON lines, so that it is mostly still JSON: members that are missing, twice, renamed or of another kind, numbers that fit no type, text that is no Unicode.</summary>
internal static class JsonMutation
{
    private static readonly byte[][] Values = [.. new[]
    {
        "null", "true", "false", "0", "-0", "-1", "1", "2", "5", "1.5", "0.1", "1e400", "-1e400", "1e-400", "1e22", "127", "128", "65536", "65537", "2147483647", "2147483648", "-2147483648", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "123456789012345678901234567890", "\"\"", "\" \"", "\"x\"", "\"NaN\"", "\"Infinity\"", "\"0\"", "\"-1\"",
        "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u001b[2J\\u0007\"", "\"\\n\\r\\t\"", "\"../../etc/passwd\"", "\"/\"", "\"a\\\\b\"", "\"ä漢🦊\"", "[]", "[null]", "[0]", "[\"\"]", "[[]]", "[{}]", "{}", "{\"a\":1}", "{\"\":null}",
        "\"0001-01-01T00:00:00+00:00\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"2024-02-30T00:00:00Z\"", "\"10675199.02:48:05.4775807\"", "\"-10675199.02:48:05.4775808\"", "\"00:00:01\"",
        $"\"{new string('a', 64)}\"", $"\"{new string('x', 2000)}\"", new string('[', 70) + new string(']', 70), string.Concat(Enumerable.Repeat("{\"a\":", 70)) + "1" + new string('}', 70),
        "\"100%\"", "\"0.0000000000000000000000000001%\"", "\"unlimited\"", "\"arch=arm64\"", "\"a=b,a=c\"", "\"VALID\"", "\"split\"", "\"Missing\"", "99", "\"12\"",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Damages <paramref name="text"/> once; false when it is no JSON that has anything to damage.</summary>
    public static bool TryApply(Random random, List<byte> text, IReadOnlyList<byte[]> seeds)
    {
        var tokens = Tokens(CollectionsMarshal.AsSpan(text));
        if (tokens.Count == 0)
        {
            return false;
        }

        var chosen = tokens[random.Next(tokens.Count)];
        switch (random.Next(8))
        {
            case 0 or 1 or 2:
                Replace(text, chosen.Value, Values[random.Next(Values.Length)]);
                break;
            case 3:
                Remove(text, chosen);
                break;
            case 4:
                // The same member or item again, mostly with another value.
                var copy = chosen.Name is { } name ? [.. text[name.Start..chosen.Value.Start], .. Other(random, text, tokens, chosen), (byte)','] : (byte[])[.. text[chosen.Value.Start..chosen.Value.End], (byte)','];
                var times = random.Next(8) == 0 ? Math.Min(1 + random.Next(300), 1 + (8192 / copy.Length)) : 1;
                for (var i = 0; i < times; i++)
                {
                    text.InsertRange(chosen.Start, copy);
                }

                break;
            case 5 when chosen.Name is { } renamed && tokens[random.Next(tokens.Count)].Name is { } other:
                Replace(text, renamed, text.Slice(other.Start, other.End - other.Start).ToArray());
                break;
            case 6:
                Replace(text, chosen.Value, Other(random, text, tokens, chosen));
                break;
            case 7 when seeds[random.Next(seeds.Count)] is var seed && Tokens(seed) is { Count: > 0 } others && others[random.Next(others.Count)] is var borrowed:
                Replace(text, chosen.Value, seed[borrowed.Value.Start..borrowed.Value.End]);
                break;
            default:
                Replace(text, chosen.Value, Values[random.Next(Values.Length)]);
                break;
        }

        return true;
    }

    private static byte[] Other(Random random, List<byte> text, List<Token> tokens, Token chosen)
    {
        var value = random.Next(2) == 0 ? tokens[random.Next(tokens.Count)].Value : chosen.Value;
        return [.. text[value.Start..value.End]];
    }

    private static void Replace(List<byte> text, Span at, byte[] with)
    {
        text.RemoveRange(at.Start, at.End - at.Start);
        text.InsertRange(at.Start, with);
    }

    private static void Remove(List<byte> text, Token token)
    {
        var (start, end) = (token.Start, token.Value.End);
        if (end < text.Count && text[end] == ',')
        {
            end++;
        }
        else if (start > 0 && text[start - 1] == ',')
        {
            start--;
        }

        text.RemoveRange(start, end - start);
    }

    private static List<Token> Tokens(ReadOnlySpan<byte> text)
    {
        List<Token> tokens = [];
        Stack<int> open = new();
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 });
        Span? name = null;
        try
        {
            while (reader.Read())
            {
                var span = new Span((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        // The reader has consumed the colon too.
                        name = new Span(span.Start, text[..span.End].LastIndexOf((byte)'"') + 1);
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(tokens.Count);
                        tokens.Add(new Token(name, span));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        var at = open.Pop();
                        tokens[at] = tokens[at] with { Value = new Span(tokens[at].Value.Start, span.End) };
                        break;
                    default:
                        tokens.Add(new Token(name, span));
                        break;
                }

                name = null;
            }
        }
        catch (JsonException)
        {
            // What was read before the damage can be damaged further; what is still open has no end.
            while (open.TryPop(out var at))
            {
                tokens.RemoveAt(at);
            }
        }

        return tokens;
    }

    private readonly record struct Span(int Start, int End);

    private readonly record struct Token(Span? Name, Span Value)
    {
        public int Start => Name?.Start ?? Value.Start;
    }
}
