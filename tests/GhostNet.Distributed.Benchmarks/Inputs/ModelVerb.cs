using System.CommandLine;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Inputs;

/// <summary>The verb <c>model</c>: what the others measure, to be looked at by hand.</summary>
internal static class ModelVerb
{
    /// <summary>Writes the model of a width into a folder.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { DefaultValueFactory = _ => 1.0 };
        var target = new Option<string>("--out") { Description = "An existing folder.", Required = true };
        var command = new Command("model", "Writes the GhostNet with random weights that the other verbs measure, named for ImageNet's classes where the photographs are.") { width, target };
        command.SetAction(async (parsed, _) =>
        {
            using var folder = new TemporaryFolder();
            var model = await GhostNetModel.MakeAsync(parsed.GetRequiredValue(target), parsed.GetValue(width), (await ImageSets.OpenAsync(folder)).ClassList);
            Console.WriteLine(model.Path);
        });
        return command;
    }
}
