using System.Buffers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>
/// Keeps what others chose (names of files, tensors, hosts; messages that quote them) from steering the terminal: a control character in it is shown as U+FFFD. What the console itself sends to move or
/// colour is not touched.
/// </summary>
internal sealed class ControlCharacters : IRenderHook
{
    private const char Shown = '\uFFFD';

    // Line feed and tab are layout; U+0080 to U+009F begin sequences on some terminals, as ESC [ does; the directional ones show a text as another.
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Select(c => (char)c).Except(['\n', '\t']), .. Enumerable.Range(0x7f, 0x21).Select(c => (char)c),
        .. Enumerable.Range(0x202a, 5).Select(c => (char)c), .. Enumerable.Range(0x2066, 4).Select(c => (char)c),
    ]);

    /// <summary>The text with its control characters made visible; line feeds and tabs stay.</summary>
    public static string MadeVisible(string text) =>
        text.AsSpan().ContainsAny(Unwanted) ? string.Create(text.Length, text, static (to, from) => from.AsSpan().ReplaceAny(to, Unwanted, Shown)) : text;

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(inner => new Visible(inner));

    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(Clean);

        private static Segment Clean(Segment segment) =>
            segment.IsControlCode || segment.IsLineBreak || !segment.Text.AsSpan().ContainsAny(Unwanted) ? segment : new Segment(MadeVisible(segment.Text), segment.Style, segment.Link);
    }
}
