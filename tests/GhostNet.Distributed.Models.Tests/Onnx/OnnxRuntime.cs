using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Tests.Onnx;
using Microsoft.ML.OnnxRuntime;

[assembly: AssemblyFixture(typeof(OnnxRuntime))]

namespace GhostNet.Distributed.Models.Tests.Onnx;

/// <summary>ONNX Runtime with its log kept, so that a test can say that a model loads without a warning. There is one environment a process.</summary>
public sealed class OnnxRuntime : IDisposable
{
    private readonly List<(string Session, string Text)> warnings = [];
    private readonly OrtEnv environment;

    public OnnxRuntime()
    {
        var options = new EnvironmentCreationOptions
        {
            logId = "test",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            loggingFunction = (_, severity, _, session, _, message) =>
            {
                lock (warnings)
                {
                    warnings.Add((session, $"{severity}: {message}"));
                }
            },
        };
        environment = OrtEnv.CreateInstanceWithOptions(ref options);
    }

    /// <summary>What ONNX Runtime says while it loads a model.</summary>
    public IReadOnlyList<string> WarningsOnLoading(byte[] model)
    {
        var id = Guid.NewGuid().ToString();
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogId = id };
        using var session = new InferenceSession(model, options);
        lock (warnings)
        {
            return [.. warnings.Where(w => w.Session == id).Select(w => w.Text)];
        }
    }

    /// <summary>Logits of a batch of square RGB images, on one thread.</summary>
    public static float[] Run(byte[] model, float[] pixels, int batch, int size)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(model, options);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [batch, 3, size, size]);
        using var outputs = session.Run(new RunOptions(), [GhostNetOnnx.InputName], [input], [GhostNetOnnx.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public static double LargestDifference(float[] left, float[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return left.Zip(right, (a, b) => Math.Abs((double)a - b)).Max();
    }

    public void Dispose() => environment.Dispose();
}
