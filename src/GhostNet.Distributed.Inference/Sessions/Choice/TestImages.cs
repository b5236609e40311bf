namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Images of noise that are the same everywhere: for comparing graphs, and for measuring them.</summary>
internal static class TestImages
{
    private const int Seed = 1911_11907;

    /// <summary>Fills the first images of a batch; each another.</summary>
    public static void Fill(InferenceBatch batch, bool isFloat)
    {
        var random = new Random(Seed);
        for (var image = 0; image < batch.Capacity; image++)
        {
            if (isFloat)
            {
                foreach (ref var value in batch.Floats(image))
                {
                    // What the usual normalisations make of pixels.
                    value = (4 * random.NextSingle()) - 2;
                }
            }
            else
            {
                random.NextBytes(batch.Bytes(image));
            }
        }
    }
}
