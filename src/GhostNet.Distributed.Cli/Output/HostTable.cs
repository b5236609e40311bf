using System.Globalization;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Stores;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>The nodes of a cluster for people, a row each, and below the table what they wait for.</summary>
internal static class HostTable
{
    private const string Unknown = "?";

    /// <summary>Writes the table.</summary>
    /// <param name="hosts">The nodes.</param>
    /// <param name="now">The time, for their ages.</param>
    /// <param name="console">Where to.</param>
    public static void Write(IReadOnlyList<HostStatus> hosts, DateTimeOffset now, IAnsiConsole console)
    {
        var table = new Table().RoundedBorder();
        foreach (var title in new[] { "host", "state", "arch", "processor", "labels", "model" })
        {
            table.AddColumn(title);
        }

        foreach (var title in new[] { "threads × batch", "images/s", "images", "shards in work", "since" })
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        foreach (var status in hosts)
        {
            var host = status.Host;
            table.AddRow(
                Markup.Escape(status.Name),
                State(status.State),
                Markup.Escape(host?.Architecture ?? Unknown),
                Markup.Escape(host is null ? Unknown : host.Processor),
                Markup.Escape(string.Join('\n', HostLabels.Of(status).Where(label => label.Key != "arch").Select(label => $"{label.Key}={label.Value}"))),
                Markup.Escape(string.Join('\n', status.Models.Select(DatasetVersion.Short))),
                host is null ? Unknown : string.Create(CultureInfo.InvariantCulture, $"{host.Threads} × {host.BatchSize}"),
                string.Create(CultureInfo.InvariantCulture, $"{status.SamplesPerSecond:F1}"),
                Number(status.Samples),
                Number(status.ShardsInWork),
                Age(now - status.StartedAt));
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

    private static string State(HostState state) => state switch
    {
        HostState.Active => "[green]active[/]",
        HostState.Silent => "[red]silent[/]",
        HostState.Joining => "[yellow]joining[/]",
        HostState.Leaving => "[yellow]leaving[/]",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
