using System.Globalization;
using GhostNet.Distributed.Cli.Remote;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>The nodes of a cluster for people, a row each, and below the table what they wait for.</summary>
internal static class HostTable
{
    private const string Unknown = "?";

    // A narrow terminal gets fewer columns, since broken words help nobody; -o json has everything.
    private static readonly Column[] Columns =
    [
        new("host", 0, Justify.Left, (status, _) => Markup.Escape(status.Name)),
        new("state", 0, Justify.Left, (status, _) => State(status.State)),
        new("arch", 0, Justify.Left, (status, _) => Markup.Escape(status.Host?.Architecture ?? Unknown)),
        new("processor", 140, Justify.Left, (status, _) => Markup.Escape(status.Host?.Processor ?? Unknown)),
        new("labels", 0, Justify.Left, (status, _) => Markup.Escape(string.Join('\n', HostLabels.Of(status).Where(label => label.Key != "arch").Select(label => $"{label.Key}={label.Value}")))),
        new("model", 110, Justify.Left, (status, _) => Markup.Escape(string.Join('\n', status.Models.Select(ShortDigest.Of)))),
        new("threads × batch", 110, Justify.Right, (status, _) => Work(status.Host)),
        new("images/s", 0, Justify.Right, (status, _) => string.Create(CultureInfo.InvariantCulture, $"{status.SamplesPerSecond:F1}")),
        new("images", 140, Justify.Right, (status, _) => Number(status.Samples)),
        new("in work", 0, Justify.Right, (status, _) => Number(status.ShardsInWork)),
        new("since", 0, Justify.Right, (status, now) => Age(now - status.StartedAt)),
    ];

    /// <summary>Writes the table.</summary>
    /// <param name="hosts">The nodes.</param>
    /// <param name="now">The time, for their ages.</param>
    /// <param name="console">Where to.</param>
    public static void Write(IReadOnlyList<HostStatus> hosts, DateTimeOffset now, IAnsiConsole console)
    {
        Column[] columns = [.. Columns.Where(column => column.LeastWidth <= console.Profile.Width)];
        var table = new Table().RoundedBorder();
        foreach (var column in columns)
        {
            table.AddColumn(column.Title, c => c.NoWrap().Alignment(column.Alignment));
        }

        foreach (var host in hosts)
        {
            table.AddRow([.. columns.Select(column => column.Text(host, now))]);
        }

        console.Write(table);
        foreach (var status in hosts.Where(status => status.Waiting is not null))
        {
            console.MarkupLineInterpolated($"[grey]{status.Name} waits: {status.Waiting}[/]");
        }
    }

    /// <summary>How long a node is there, in its two largest units.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { Ticks: < 0 } => "now",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Minutes} min {age.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Hours} h {age.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.Days} d {age.Hours} h"),
    };

    /// <summary>Threads, and of the model that was loaded last the batch and what its graph is laid out for.</summary>
    private static string Work(HostFacts? host) => host switch
    {
        null => Unknown,
        { BatchSize: 0 } => Number(host.Threads),
        { Graph: null } => string.Create(CultureInfo.InvariantCulture, $"{host.Threads} × {host.BatchSize}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{host.Threads} × {host.BatchSize} {Markup.Escape(host.Graph)}"),
    };

    private static string State(HostState state) => state switch
    {
        HostState.Active => "[green]active[/]",
        HostState.Silent => "[red]silent[/]",
        HostState.Joining => "[yellow]joining[/]",
        HostState.Leaving => "[yellow]leaving[/]",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A column that is shown where the console has its least width.</summary>
    private sealed record Column(string Title, int LeastWidth, Justify Alignment, Func<HostStatus, DateTimeOffset, string> Text);
}
