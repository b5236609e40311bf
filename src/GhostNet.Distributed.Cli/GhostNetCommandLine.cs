using System.CommandLine;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli;

/// <summary>The command <c>ghostnet</c>: its verbs, and what becomes of their faults.</summary>
internal static class GhostNetCommandLine
{
    /// <summary>Runs one command line and returns its exit code. Nothing but a bug leaves this method as an exception.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args);
        var asksForHelp = parsed.Action is System.CommandLine.Help.HelpAction or { Terminating: true };
        if (parsed.Errors.Count > 0 && !asksForHelp)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Say(error.Message);
            }

            terminal.Say($"See: ghostnet {string.Join(' ', CommandPath(parsed.CommandResult))}--help");
            return ExitCode.Usage;
        }

        // Time enough to stop the silo: what is accepted is in the ledger, what is not is handed back.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            terminal.Say("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (Faults.Explain(e) is { } fault)
        {
            terminal.Say(fault.Message);
            return fault.ExitCode;
        }
    }

    private static RootCommand Root(Terminal terminal) => new("Exact, resumable, distributed evaluation of image classifiers.")
    {
        SampleVerb.Create(terminal),
        EvaluateVerb.Create(terminal),
        PredictVerb.Create(terminal),
        ReportVerb.Create(terminal),
        VerifyVerb.Create(terminal),
        ModelsVerb.Create(terminal),
        CropVerb.Create(terminal),
        DoctorVerb.Create(terminal),
    };

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.CommandResult command)
    {
        for (System.CommandLine.Parsing.SymbolResult? c = command; c?.Parent is not null; c = c.Parent)
        {
            yield return ((System.CommandLine.Parsing.CommandResult)c).Command.Name + " ";
        }
    }
}
