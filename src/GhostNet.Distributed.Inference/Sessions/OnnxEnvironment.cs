using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>The one ONNX Runtime environment of the process: quiet, and without the telemetry that its Linux build carries since 1.31.</summary>
internal static partial class OnnxEnvironment
{
    private const string DisableTelemetry = "ORT_DISABLE_TELEMETRY";
    private static readonly Lazy<OrtEnv> Created = new(Create);

    /// <summary>Makes the environment, unless it exists; to be called before any other use of ONNX Runtime.</summary>
    public static void Require() => _ = Created.Value;

    private static OrtEnv Create()
    {
        // .NET keeps its own copy of the environment on Unix; native code reads the C library's. A value that the operator set stays.
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironmentVariable(DisableTelemetry, "1", 0);
        }
        else if (Environment.GetEnvironmentVariable(DisableTelemetry) is null)
        {
            Environment.SetEnvironmentVariable(DisableTelemetry, "1");
        }

        // A process that has already made its own environment keeps it, with its own log level.
        if (!OrtEnv.IsCreated)
        {
            var options = new EnvironmentCreationOptions { logId = "ghostnet", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            _ = OrtEnv.CreateInstanceWithOptions(ref options);
        }

        var environment = OrtEnv.Instance();
        environment.DisableTelemetryEvents();
        return environment;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
