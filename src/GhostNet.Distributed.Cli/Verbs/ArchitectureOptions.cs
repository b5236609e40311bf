using System.CommandLine;
using GhostNet.Distributed.Models.Ghost;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary>The options that describe a network: which family, how wide, which Ghost modules.</summary>
internal sealed class ArchitectureOptions
{
    private const string GhostNetFamily = "ghostnet";

    private readonly Option<string> _architecture = new("--architecture", "-a") { Description = "The family of networks.", HelpName = GhostNetFamily, Required = true };
    private readonly Option<double?> _width = new("--width") { Description = "Width multiplier α.", HelpName = "W" };
    private readonly Option<int?> _ratio = new("--ratio") { Description = "Ghost ratio s.", HelpName = "S" };
    private readonly Option<int?> _cheapKernel = new("--cheap-kernel") { Description = "Kernel size d of the cheap operations.", HelpName = "D" };
    private readonly Option<int?> _classes = new("--classes") { Description = "Number of classes.", HelpName = "N" };

    /// <summary>Options that are numbers; their ranges are the network's own affair.</summary>
    public ArchitectureOptions()
    {
        _architecture.OneOf(GhostNetFamily);
        _width.AsNumber();
        foreach (var option in new[] { _ratio, _cheapKernel, _classes })
        {
            option.AsNumber();
        }

        InputSize.AsNumber();
    }

    /// <summary>Height and width of the input.</summary>
    public Option<int> InputSize { get; } = new("--input-size") { Description = "Height and width of the input, in pixels.", HelpName = "PX", DefaultValueFactory = _ => 224 };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _architecture, _width, _ratio, _cheapKernel, _classes, InputSize })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The network that was asked for; what was left out is taken from <paramref name="likely"/>, else the paper's GhostNet 1.0×.</summary>
    public GhostNetSpecification Specification(ParseResult parsed, GhostNetSpecification? likely = null) => GhostNetSpecification.Create(
        parsed.GetValue(_width) ?? likely?.Width ?? 1.0,
        parsed.GetValue(_ratio) ?? likely?.Ratio ?? 2,
        parsed.GetValue(_cheapKernel) ?? likely?.CheapKernel ?? 3,
        parsed.GetValue(_classes) ?? likely?.Classes ?? 1000);
}
