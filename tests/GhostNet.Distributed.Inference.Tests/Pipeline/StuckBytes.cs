using System.Buffers;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>The bytes of an image whose first reader is stuck until it is let go, as a thread in native code can be.</summary>
internal sealed class StuckBytes(byte[] bytes) : MemoryManager<byte>
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a thread is stuck.</summary>
    public Task Entered => _entered.Task;

    /// <summary>Completes when it no longer is.</summary>
    public Task Left => _left.Task;

    public override Memory<byte> Memory => CreateMemory(bytes.Length);

    public void LetGo() => _gate.Set();

    public override Span<byte> GetSpan()
    {
        Stick();
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Stick();
        return bytes.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => _gate.Dispose();

    private void Stick()
    {
        _entered.TrySetResult();
        _gate.Wait(TestContext.Current.CancellationToken);
        _left.TrySetResult();
    }
}
