using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet list</c>: every job of a cluster's ledger.</summary>
internal static class ListVerb
{
    public static Command Create(Terminal terminal)
    {
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var state = new Option<string?>("--state") { Description = "Only jobs in these states: pending, running, succeeded, failed, canceled.", HelpName = "STATE[,STATE]" };
        state.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && States(text) is { Fault: { } fault })
            {
                result.AddError($"--state {fault}");
            }
        });
        var command = new Command("list", "List the jobs of a cluster: unfinished ones first, then finished ones, by id.") { state, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var wanted = parsed.GetValue(state) is { } text ? States(text).Wanted : null;
            var all = await connection.Client.ListJobsAsync(cancellationToken).ToListAsync(cancellationToken);
            JobStatus[] jobs = [.. all.Where(job => wanted is null || wanted.Contains(job.State)).OrderBy(job => job.IsFinal).ThenBy(job => job.Id.Value, StringComparer.Ordinal)];
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize([.. jobs.Select(job => JobAnswer.Of(job))], AnswerJson.Format.IReadOnlyListJobAnswer));
            }
            else if (jobs.Length == 0)
            {
                terminal.Say(all.Count == 0 ? "The cluster's ledger has no jobs yet." : $"None of the {all.Count} jobs is in such a state.");
            }
            else
            {
                JobTable.Write(jobs, terminal.Answer);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static (HashSet<JobState> Wanted, string? Fault) States(string text)
    {
        HashSet<JobState> wanted = [];
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            // By name alone: the parser of enums takes their numbers too.
            if (!word.All(char.IsAsciiLetter) || !Enum.TryParse<JobState>(word, ignoreCase: true, out var state))
            {
                return ([], $"has '{word}'; expected {string.Join(", ", Enum.GetNames<JobState>().Select(name => name.ToLowerInvariant()))}.");
            }

            wanted.Add(state);
        }

        return (wanted, null);
    }
}
