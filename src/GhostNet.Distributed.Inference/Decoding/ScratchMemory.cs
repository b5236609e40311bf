using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Native memory of one thread that grows to what is asked for and gives back what one outsized image made it take.</summary>
internal sealed unsafe class ScratchMemory : IDisposable
{
    private const int KeptBytes = 32 * 1024 * 1024;
    private byte* _address;
    private int _length;

    /// <summary><paramref name="length"/> bytes, all zero, so that pixels of an earlier image can never be taken for this one's.</summary>
    public Span<byte> TakeCleared(int length)
    {
        var taken = Take(length);
        taken.Clear();
        return taken;
    }

    /// <summary><paramref name="length"/> bytes as they are left from earlier use.</summary>
    public Span<byte> Take(int length)
    {
        if (length > _length || _length > KeptBytes)
        {
            Dispose();
            _address = (byte*)NativeMemory.AlignedAlloc((nuint)length, 64);
            _length = length;
        }

        return new(_address, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
        _length = 0;
    }
}
