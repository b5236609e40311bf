using System.CommandLine;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet models</c>: import, profile, run.</summary>
internal static class ModelsVerb
{
    public static Command Create(Terminal terminal) => new("models", "Make, inspect and run models.")
    {
        ModelsImportVerb.Create(terminal),
        ModelsProfileVerb.Create(terminal),
        ModelsRunVerb.Create(terminal),
    };
}
