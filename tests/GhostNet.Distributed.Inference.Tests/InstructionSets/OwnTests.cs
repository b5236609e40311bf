using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GhostNet.Distributed.Inference.Tests.InstructionSets;

/// <summary>Some of these tests again, in a process of their own with another environment: what a process may use of its CPU is settled when it starts.</summary>
internal static partial class OwnTests
{
    /// <summary>Runs whole classes and fails with their output unless every test of them succeeded, and at least one was run.</summary>
    public static async Task PassAsync((string Name, string Value) variable, params Type[] classes)
    {
        // Beside this assembly, whatever started it.
        var program = Path.Combine(AppContext.BaseDirectory, typeof(OwnTests).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-noColor");
        foreach (var tests in classes)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(tests.FullName!);
        }

        start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        using var kill = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(CancellationToken.None);

        Assert.True(process.ExitCode == 0, $"{variable.Name}={variable.Value}: {program} ended with {process.ExitCode}.\n{await output}\n{await errors}");
        var total = int.Parse(TestCount().Match(await output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(total >= classes.Length, $"{variable.Name}={variable.Value}: only {total} tests were run.\n{await output}");
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex TestCount();
}
