using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Diagnosis;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet doctor</c>: tries every part that a job needs on this machine.</summary>
internal static class DoctorVerb
{
    public static Command Create(Terminal terminal)
    {
        var output = OutputOption.Create();
        var command = new Command("doctor", "Try every part that a job needs on this machine, and say what is wrong.") { output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = await Checkup.RunAsync(cancellationToken);
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
