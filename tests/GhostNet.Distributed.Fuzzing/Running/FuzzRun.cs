using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>Gives a target one input after the other on a thread of its own, and watches time and memory.</summary>
internal sealed class FuzzRun(FuzzTarget target, FuzzOptions options, TimeProvider time)
{
    private const int MostFindings = 10;
    private const int Tries = 3;

    private readonly List<FuzzFinding> _findings = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _accepted;
    private long _refused;
    private long _largest;
    private TimeSpan _slowest;
    private Attempt? _current;

    /// <summary>The input of a number: the same for the same seed and target, whichever inputs came before.</summary>
    public static byte[] InputOf(FuzzTarget target, int seed, long index)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(target.Name), hash);
        return target.Make(new SeededRandom(BitConverter.ToUInt64(hash) + ((ulong)(uint)seed << 40) + (ulong)index));
    }

    /// <summary>Runs all inputs, or until there are ten findings or a hang.</summary>
    public async Task<FuzzSummary> RunAsync()
    {
        ResidentMemory.ForgetPeak();

        // Not ended when it hangs: no thread can be. As a background thread it does not keep the process.
        new Thread(Work, maxStackSize: 1 << 20) { IsBackground = true, Name = $"fuzz {target.Name}" }.Start();
        while (!_ended.Task.IsCompleted)
        {
            var seen = Volatile.Read(ref _current);
            await Task.WhenAny(_ended.Task, Task.Delay(TimeSpan.FromSeconds(1), time));
            if (seen is not null && ReferenceEquals(seen, Volatile.Read(ref _current)) && time.GetElapsedTime(seen.Started) > options.HangAfter && !_ended.Task.IsCompleted)
            {
                return Summary([.. _findings, new FuzzFinding(FuzzFault.Hang, seen.Index, seen.Input, $"no answer in {options.HangAfter.TotalSeconds:F0} s")]);
            }
        }

        await _ended.Task;
        return Summary([.. _findings]);
    }

    private FuzzSummary Summary(ImmutableArray<FuzzFinding> findings) => new(target.Name, _accepted + _refused, _accepted, _refused, _largest, _slowest, ResidentMemory.Peak(), findings);

    private void Work()
    {
        try
        {
            // What is only allocated once (tables, serializers) is not an input's doing.
            foreach (var seed in target.Seeds)
            {
                if (!target.Accepts(seed))
                {
                    throw new InvalidOperationException($"{target.Name} refuses one of its own seeds: {Convert.ToHexString(seed.AsSpan(0, Math.Min(seed.Length, 64)))}.");
                }
            }

            var began = time.GetTimestamp();
            for (var index = options.First; index < options.First + options.Inputs && _findings.Count < MostFindings && time.GetElapsedTime(began) < options.AtMost; index++)
            {
                Try(index, InputOf(target, options.Seed, index));
            }

            _ended.SetResult();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
        }
    }

    private void Try(long index, byte[] input)
    {
        Volatile.Write(ref _current, new Attempt(index, input, time.GetTimestamp()));
        if (Measure(index, input) is not var (accepted, bytes, spent))
        {
            return;
        }

        // Compiling, a collection or a table that grows may fall to any input; what an input itself costs, it costs each time.
        for (var tries = 1; tries < Tries && (spent > _slowest || bytes > Math.Max(_largest, target.MemoryLimit(input.Length))); tries++)
        {
            if (Measure(index, input) is not var (_, again, spentAgain))
            {
                return;
            }

            (bytes, spent) = (Math.Min(bytes, again), spent < spentAgain ? spent : spentAgain);
        }

        _largest = Math.Max(_largest, bytes);
        _slowest = spent > _slowest ? spent : _slowest;
        if (bytes > target.MemoryLimit(input.Length))
        {
            Find(FuzzFault.Memory, index, input, $"{bytes} bytes allocated for an input of {input.Length}; expected at most {target.MemoryLimit(input.Length)}");
        }

        if (spent > options.SlowAfter)
        {
            Find(FuzzFault.Slow, index, input, $"{spent.TotalMilliseconds:F0} ms of processor time for an input of {input.Length} bytes; expected at most {options.SlowAfter.TotalMilliseconds:F0}");
        }

        _ = accepted ? _accepted++ : _refused++;
    }

    private (bool Accepted, long Bytes, TimeSpan Spent)? Measure(long index, byte[] input)
    {
        var (bytes, spent) = (GC.GetAllocatedBytesForCurrentThread(), ThreadClock.Now);
        try
        {
            var accepted = target.Accepts(input);
            return (accepted, GC.GetAllocatedBytesForCurrentThread() - bytes, ThreadClock.Now - spent);
        }
        catch (Exception e)
        {
            Find(FuzzFault.Crash, index, input, e.ToString());
            return null;
        }
    }

    private void Find(FuzzFault fault, long index, byte[] input, string detail) => _findings.Add(new FuzzFinding(fault, index, input, detail));

    private sealed record Attempt(long Index, byte[] Input, long Started);
}
