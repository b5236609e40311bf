using System.Text;

namespace GhostNet.Distributed.Testing.Processes;

/// <summary>What a process writes to one of its pipes, taken in while it writes, so that it never waits for a reader.</summary>
public sealed class Spoken
{
    private readonly StringBuilder _text = new();
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    public Spoken(StreamReader pipe) => _reading = ReadAsync(pipe);

    /// <summary>Until now.</summary>
    public string SoFar
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>To its end.</summary>
    public async Task<string> AllAsync()
    {
        await _reading;
        return SoFar;
    }

    private async Task ReadAsync(StreamReader pipe)
    {
        var buffer = new char[4096];
        while (await pipe.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }
}
