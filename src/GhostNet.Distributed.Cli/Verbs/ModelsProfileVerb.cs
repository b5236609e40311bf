using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GhostNet.Distributed.Models.Ghost;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet models profile</c>: parameters and multiply-adds, by layer and in total, as the paper counts them.</summary>
internal static class ModelsProfileVerb
{
    public static Command Create(Terminal terminal)
    {
        var architecture = new ArchitectureOptions();
        var output = OutputOption.Create();
        var command = new Command("profile", "Parameters and multiply-adds of a network, by layer and in total.") { output };
        architecture.AddTo(command);
        command.SetAction(parsed =>
        {
            var specification = architecture.Specification(parsed);
            var profile = NetworkProfile.Of(specification, parsed.GetValue(architecture.InputSize));
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize(ProfileAnswer.Of(specification, profile), AnswerJson.Format.ProfileAnswer));
            }
            else
            {
                Write(specification, profile, terminal.Answer);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(GhostNetSpecification specification, NetworkProfile profile, IAnsiConsole console)
    {
        var table = new Table().SimpleBorder().AddColumn("layer").AddColumn("operator").AddColumn("output (C×H×W)");
        table.AddColumn("parameters", c => c.RightAligned());
        table.AddColumn("multiply-adds", c => c.RightAligned());
        foreach (var layer in profile.Layers)
        {
            table.AddRow(Markup.Escape(layer.Name), Markup.Escape(layer.Operator), $"{layer.Output.Channels}×{layer.Output.Height}×{layer.Output.Width}", Grouped(layer.Parameters), Grouped(layer.MultiplyAdds));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"GhostNet {specification.Width}×, s = {specification.Ratio}, d = {specification.CheapKernel}, {specification.Classes} classes at {profile.InputSize} pixels: {profile.Parameters / 1e6:F2} M parameters, {profile.MultiplyAdds / 1e6:F1} M multiply-adds (the paper's FLOPs)."));
    }

    private static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The answer of <c>models profile -o json</c>; <see cref="Flops"/> is what the paper calls the multiply-adds.</summary>
internal sealed record ProfileAnswer(
    string Architecture, double Width, int Ratio, int CheapKernel, int Classes, int InputSize, long Params, long Flops, IReadOnlyList<ProfiledLayer> Layers)
{
    public static ProfileAnswer Of(GhostNetSpecification specification, NetworkProfile profile) => new(
        "ghostnet", specification.Width, specification.Ratio, specification.CheapKernel, specification.Classes, profile.InputSize, profile.Parameters, profile.MultiplyAdds,
        [.. profile.Layers.Select(l => new ProfiledLayer(l.Name, l.Operator, [l.Output.Channels, l.Output.Height, l.Output.Width], l.Parameters, l.MultiplyAdds))]);
}

/// <summary>One layer of <see cref="ProfileAnswer"/>; the output is C, H, W.</summary>
internal sealed record ProfiledLayer(string Name, string Operator, int[] Output, long Params, long Flops);
