using System.CommandLine;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Ranking;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Benchmarks.Pipeline;

/// <summary>
/// The limit: the product's own parts in the tightest loop that one can write of them. Each thread reads a file, decodes, resizes, infers and ranks, on buffers of its own; no Orleans, store, ledger,
/// manifest, report or queue.
/// </summary>
internal static class BareLoop
{
    /// <summary>The verb <c>bare</c>, which <c>pipeline</c> runs as a process.</summary>
    public static Command Command()
    {
        var model = new Option<string>("--model") { Required = true };
        var card = new Option<string?>("--card") { Description = "The card, where it is not beside the graph." };
        var images = new Option<string>("--images") { Required = true };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 4 };
        var command = new Command("bare", "The limit that pipeline compares with: decode, resize, infer and rank in a loop; prints 'path<tab>class' lines.") { model, card, images, threads, batch };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(model);
            var described = parsed.GetValue(card) is { } given ? ModelCardFile.Read(given) : ModelCardFile.Find(path) ?? throw new FileNotFoundException($"{path} has no card.");
            var classes = Run(path, described, parsed.GetRequiredValue(images), parsed.GetValue(threads), parsed.GetValue(batch), out var files);
            using var output = new StreamWriter(Console.OpenStandardOutput());
            for (var i = 0; i < files.Length; i++)
            {
                output.WriteLine($"{Path.GetRelativePath(parsed.GetRequiredValue(images), files[i])}\t{classes[i]}");
            }
        });
        return command;
    }

    private static int[] Run(string model, ModelCard card, string images, int threads, int batchSize, out string[] files)
    {
        string[] all = [.. Directory.EnumerateFiles(images, "*.JPEG", SearchOption.AllDirectories)];
        Array.Sort(all, StringComparer.Ordinal);
        files = all;
        var classes = new int[all.Length];
        var next = -1;
        using var session = ModelSession.Load(model, card);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        return classes;

        void Work()
        {
            using var preprocessor = new Preprocessor(card.Recipe);
            using var batch = session.CreateBatch(batchSize);
            var taken = new int[batch.Capacity];
            byte[] encoded = [];
            while (true)
            {
                var count = 0;
                while (count < taken.Length && Interlocked.Increment(ref next) is var i && i < all.Length)
                {
                    var length = Read(all[i], ref encoded);
                    if (preprocessor.Write(encoded.AsMemory(0, length), card.Input.Layout, batch.Floats(count)) is { } fault)
                    {
                        classes[i] = -1 - (int)fault.Kind;
                    }
                    else
                    {
                        taken[count++] = i;
                    }
                }

                if (count == 0)
                {
                    return;
                }

                batch.Run(count);
                for (var row = 0; row < count; row++)
                {
                    classes[taken[row]] = TopK.TrySelect(batch.Scores(row), 5, card.Output, out var top, out _) ? top[0].Class : -1;
                }
            }
        }
    }

    private static int Read(string file, ref byte[] buffer)
    {
        using var handle = File.OpenHandle(file);
        var length = (int)RandomAccess.GetLength(handle);
        if (buffer.Length < length)
        {
            buffer = new byte[length * 2];
        }

        var read = 0;
        while (read < length && RandomAccess.Read(handle, buffer.AsSpan(read, length - read), read) is var more and > 0)
        {
            read += more;
        }

        return read;
    }
}
