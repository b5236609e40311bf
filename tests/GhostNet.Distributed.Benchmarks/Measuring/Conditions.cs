using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>What a figure depends on: a number without its conditions is no result.</summary>
internal static class Conditions
{
    /// <summary>Writes down this machine as it is now, and what the benchmark says of its own input.</summary>
    public static async Task TellAsync(TextWriter output, params string[] inputs)
    {
        await output.WriteLineAsync($"machine: {Cpu()}, {Environment.ProcessorCount} processors, {Instructions()}; load {Load()} before; {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");
        await output.WriteLineAsync($"versions: {RuntimeInformation.FrameworkDescription}, ONNX Runtime {VersionOf(typeof(Microsoft.ML.OnnxRuntime.InferenceSession))}, Orleans {VersionOf(typeof(Orleans.IGrain))}, SkiaSharp {VersionOf(typeof(SkiaSharp.SKCodec))}; Release");
        foreach (var input in inputs)
        {
            await output.WriteLineAsync(input);
        }

        await output.WriteLineAsync();
    }

    /// <summary>The machine's load average over one minute; other work makes every figure worse.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>A line of text in the invariant culture.</summary>
    public static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Cpu()
    {
        const string Name = "model name";
        var lines = File.ReadAllLines("/proc/cpuinfo");
        return (lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) ?? lines.FirstOrDefault(line => line.StartsWith("CPU part", StringComparison.Ordinal)))?.Split(':')[1].Trim() ?? "unknown processor";
    }

    private static string Instructions() => Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : RuntimeInformation.ProcessArchitecture.ToString();

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0].Split(". ")[0] ?? type.Assembly.GetName().Version?.ToString() ?? "?";
}
