using System.Buffers.Binary;
using System.CommandLine;
using System.Globalization;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Inference.Sessions;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet models run</c>: one raw tensor in, one raw tensor out.</summary>
internal static class ModelsRunVerb
{
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("FILE.onnx") { Description = "The model." }.NotEmpty();
        var input = new Option<string>("--input") { Description = "The input's elements: little-endian float32, last axis fastest.", HelpName = "RAW.f32", Required = true }.NotEmpty();
        var shape = new Option<string>("--shape") { Description = "The input's shape, such as 2,3,64,64.", HelpName = "N,C,H,W", Required = true };
        var target = new Option<string>("--out") { Description = "Where the first output goes, in the same form.", HelpName = "RAW.f32", Required = true }.NotEmpty();
        var command = new Command("run", "Run a model once on a raw tensor, for comparison with a reference.") { model, input, shape, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, source) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(input));
            var axes = ParseShape(parsed.GetRequiredValue(shape));
            GivenPaths.RequireFile(path, "model");
            GivenPaths.RequireFile(source, "input");
            GivenPaths.RequireTarget(parsed.GetRequiredValue(target), path, source);
            var values = await ReadAsync(source, axes, cancellationToken);
            var result = RawTensorRun.Run(path, values, axes);
            await RunFolder.WriteAsync(parsed.GetRequiredValue(target), file => file.WriteAsync(ToBytes(result.Values), cancellationToken).AsTask());
            terminal.Print($"{result.Name} {string.Join('×', result.Shape)} → {parsed.GetRequiredValue(target)}");
            return ExitCode.Success;
        });
        return command;
    }

    private static long[] ParseShape(string text)
    {
        var axes = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(axis => long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is > 0 and <= int.MaxValue ? length : 0)
            .ToArray();
        return axes.Contains(0)
            ? throw new CliException(ExitCode.Usage, $"--shape is '{text}'; expected lengths above 0 with commas between, such as 2,3,64,64.")
            : axes;
    }

    private static async Task<float[]> ReadAsync(string path, long[] shape, CancellationToken cancellationToken)
    {
        var expected = shape.Aggregate((System.Numerics.BigInteger)sizeof(float), (product, axis) => product * axis);
        var found = new FileInfo(path).Length;
        if (found != expected)
        {
            throw new CliException(ExitCode.Usage, $"{path} has {found} bytes; float32 of shape {string.Join('×', shape)} is {expected}.");
        }

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return values;
    }

    private static byte[] ToBytes(float[] values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }
}
