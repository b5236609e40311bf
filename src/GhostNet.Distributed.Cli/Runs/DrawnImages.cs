using GhostNet.Distributed.Shapes;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Writes the sample dataset, with a bar on a terminal.</summary>
internal static class DrawnImages
{
    /// <summary>Draws what is missing in the folder.</summary>
    public static async Task<ShapesFolder> WriteAsync(ShapesDataset dataset, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        ShapesFolder? written = null;
        if (terminal.Narration.Profile.Out.IsTerminal && terminal.Narration.Profile.Capabilities.Ansi)
        {
            await terminal.Narration.Progress().AutoClear(true).StartAsync(async context =>
            {
                var bar = context.AddTask($"drawing {dataset.Name}", maxValue: dataset.Count);
                written = await dataset.WriteAsync(folder, new Bar(bar), cancellationToken: cancellationToken);
            });
        }
        else
        {
            terminal.Say($"Drawing {dataset.Count} images into {Path.GetFullPath(folder)}");
            written = await dataset.WriteAsync(folder, cancellationToken: cancellationToken);
        }

        terminal.Say(written!.WasComplete ? $"The {written.Images} images are in {written.Path} already." : $"Drew {written.Images} images into {written.Path}.");
        return written;
    }

    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        // Threads finish out of order; a bar only goes forward.
        public void Report(int value) => task.Value = Math.Max(task.Value, value);
    }
}
