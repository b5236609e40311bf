using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli;

/// <summary>The command <c>ghostnet</c>: its verbs, and what becomes of their faults.</summary>
internal static class GhostNetCommandLine
{
    /// <summary>Runs one command line and returns its exit code. Nothing but a bug leaves this method as an exception.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var root = Root(terminal);
        var parsed = root.Parse(args);

        // Not "is there any action": a command line with errors has one too, which prints them its own way and exits with 1.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return await RefuseAsync(root, parsed, terminal);
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = terminal.Answer.Profile.Out.Writer,
            Error = terminal.Narration.Profile.Out.Writer,

            // Time enough to stop the silo: what is accepted is in the ledger, what is not is handed back.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
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
        CompareVerb.Create(terminal),
        SubmitVerb.Create(terminal),
        ListVerb.Create(terminal),
        ShowVerb.Create(terminal),
        WatchVerb.Create(terminal),
        WaitVerb.Create(terminal),
        CancelVerb.Create(terminal),
        HostsVerb.Create(terminal),
        DatasetVerb.Create(terminal),
        ModelsVerb.Create(terminal),
        CropVerb.Create(terminal),
        CertificatesVerb.Create(terminal),
        DoctorVerb.Create(terminal),
    };

    /// <summary>Says what is wrong with a command line. Standard output stays empty: help that nobody asked for is no answer.</summary>
    private static async Task<int> RefuseAsync(RootCommand root, ParseResult parsed, Terminal terminal)
    {
        string[] path = [.. CommandPath(parsed.CommandResult)];
        var isGroup = parsed.CommandResult.Command.Action is null;
        if (isGroup && parsed.UnmatchedTokens.Count == 0)
        {
            await root.Parse([.. path, "--help"]).InvokeAsync(new InvocationConfiguration { Output = terminal.Narration.Profile.Out.Writer });
            return ExitCode.Usage;
        }

        // Of a group with an unknown verb, that a verb is missing as well is no news.
        var messages = isGroup ? [$"'{parsed.UnmatchedTokens[0]}' is no command of {string.Join(' ', ["ghostnet", .. path])}."] : parsed.Errors.Select(e => e.Message).Distinct();
        foreach (var message in messages)
        {
            terminal.Say(message);
        }

        terminal.Say($"See: {string.Join(' ', ["ghostnet", .. path, "--help"])}");
        return ExitCode.Usage;
    }

    /// <summary>The words that lead to a command, outermost first, without the root.</summary>
    private static IEnumerable<string> CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? [.. CommandPath(parent), command.Command.Name] : [];
}
