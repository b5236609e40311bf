using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>How many samples are worked on at once.</summary>
public sealed record PipelineOptions
{
    /// <summary>Threads that decode and infer; the number of processors by default. Too few leave cores idle; more than cores gain nothing and take memory. 1 to 1,024.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Most images of one run; 4 by default. A thread never waits for a batch to fill. Too small costs some percent of throughput; 16 and more cost 20 % and more on graphs whose activations
    /// then leave the cache, and add latency. 1 to 256. A graph of fixed batch lowers it to its own.
    /// </summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>
    /// Encoded samples that wait for a thread; beyond it, submitting waits. 64 by default. Too small lets threads run dry between fetches; too large only holds the encoded images in memory.
    /// 1 to 65,536.
    /// </summary>
    public int QueueCapacity { get; init; } = 64;

    /// <summary>Classes kept of each prediction; 5 by default. 1 to 1,000.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Sizes beyond which an image is a fault.</summary>
    public DecodingLimits Limits { get; init; } = DecodingLimits.Default;

    /// <summary>
    /// The library that decodes JPEG; null, the default, for libturbojpeg where the machine has it and Skia where not, unless <see cref="JpegCodecChoice.Variable"/> says which. Both give the
    /// same pixels.
    /// </summary>
    public JpegCodec? Jpeg { get; init; }

    /// <summary>
    /// Told of every inference call, by the thread that made it: what is done here is time that the thread does not infer, so it only counts. None by default.
    /// </summary>
    public Action<BatchTimings>? Measured { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="ArgumentException">Values are out of range; all are told at once.</exception>
    public void Validate()
    {
        List<string> faults = [];
        Check(nameof(Threads), Threads, 1024);
        Check(nameof(BatchSize), BatchSize, 256);
        Check(nameof(QueueCapacity), QueueCapacity, 65_536);
        Check(nameof(Top), Top, 1000);
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The pipeline's options are not usable: {string.Join("; ", faults)}.");
        }

        void Check(string name, int value, int most)
        {
            if (value < 1 || value > most)
            {
                faults.Add($"{name} is {value}; expected 1 to {most}");
            }
        }
    }
}
