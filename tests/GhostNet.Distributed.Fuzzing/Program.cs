using System.CommandLine;
using GhostNet.Distributed.Fuzzing;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Fuzzing.Targets;

Argument<string[]> names = new("target") { Description = "The parsers; all of them when none is named.", Arity = ArgumentArity.ZeroOrMore };
names.AcceptOnlyFromAmong([.. AllTargets.ByName.Keys]);
Option<long> inputs = new("--inputs") { Description = "How many inputs each is given.", DefaultValueFactory = _ => 1_000_000 };
Option<int> seed = new("--seed") { Description = "The same seed makes the same inputs.", DefaultValueFactory = _ => 1 };
Option<long> first = new("--first") { Description = "Number of the first input, to go on where another run ended, or to see one of its inputs again." };
Option<int?> seconds = new("--seconds") { Description = "How long each is run at most." };
Option<string?> save = new("--save") { Description = "A folder for the inputs that were findings." };
var command = new RootCommand("Gives the parsers of what arrives from outside damaged inputs, and prints what came of it. Exit code 0 says that there was no crash, no hang and no memory beyond the limits.")
{
    names, inputs, seed, first, seconds, save,
};
command.SetAction(async (parsed, _) =>
{
    var table = new FuzzTable(Console.Out);
    table.Head();
    var clean = true;
    foreach (var name in parsed.GetValue(names) is { Length: > 0 } chosen ? chosen : [.. AllTargets.ByName.Keys])
    {
        var target = AllTargets.ByName[name]();
        using (target as IDisposable)
        {
            var options = new FuzzOptions
            {
                Inputs = parsed.GetValue(inputs),
                Seed = parsed.GetValue(seed),
                First = parsed.GetValue(first),
                AtMost = parsed.GetValue(seconds) is { } limit ? TimeSpan.FromSeconds(limit) : TimeSpan.MaxValue,
            };
            var summary = await new FuzzRun(target, options, TimeProvider.System).RunAsync();
            table.Row(summary);
            clean &= summary.Findings.IsEmpty;
            FuzzTable.Tell(summary, options, parsed.GetValue(save), Console.Error);
        }
    }

    return clean ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
