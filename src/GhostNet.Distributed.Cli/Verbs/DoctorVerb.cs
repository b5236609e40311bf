using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Diagnosis;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Cli.Remote;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet doctor</c>: tries every part that a job needs on this machine.</summary>
internal static class DoctorVerb
{
    public static Command Create(Terminal terminal)
    {
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var ledger = new LedgerOption(cluster.Choice);
        var command = new Command("doctor", "Try every part that a job needs on this machine, and the cluster if one is named, and say what is wrong.") { output };
        ledger.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = cluster.Choice.Find(parsed);
            IReadOnlyList<Finding> findings =
            [
                .. await Checkup.RunAsync(cancellationToken),
                .. await Checkup.RunAsync(chosen?.Address is null ? null : () => cluster.ConnectAsync(chosen, parsed, cancellationToken), ledger.Find(parsed), cancellationToken),
            ];
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize(findings, AnswerJson.Format.IReadOnlyListFinding));
            }
            else
            {
                Write(findings, terminal.Answer);
            }

            return findings.All(f => f.Works) ? ExitCode.Success : ExitCode.Failed;
        });
        return command;
    }

    private static void Write(IReadOnlyList<Finding> findings, IAnsiConsole console)
    {
        var grid = new Grid().AddColumn().AddColumn().AddColumn();
        foreach (var finding in findings)
        {
            grid.AddRow(finding.Works ? "[green]✓[/]" : "[red]✗[/]", Markup.Escape(finding.Part), Markup.Escape(finding.Detail));
        }

        console.Write(grid);
    }
}
