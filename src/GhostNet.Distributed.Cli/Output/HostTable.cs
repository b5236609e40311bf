using System.Globalization;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>The nodes of a cluster for people, a row each.</summary>
internal static class HostTable
{
    public static void Write(IReadOnlyList<HostStatus> hosts, IAnsiConsole console)
    {
        var table = new Table().RoundedBorder().AddColumn("host").AddColumn("arch").AddColumn("processor");
        foreach (var title in new[] { "cores", "threads", "models", "shards in work", "samples" })
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        table.AddColumn("since").AddColumn("product");
        foreach (var status in hosts)
        {
            var host = status.Host!;
            table.AddRow(
                Markup.Escape(host.Name), host.Architecture, Markup.Escape(host.Processor), Number(host.Cores), Number(host.Threads), Number(status.Models.Length), Number(status.ShardsInWork),
                Number(status.Samples), status.StartedAt.ToString("u", CultureInfo.InvariantCulture), Markup.Escape(host.Product));
        }

        console.Write(table);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
