using System.Security.Cryptography;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>Creates a blob from a stream of any length, block by block, so that memory holds one block and a broken request costs one block.</summary>
internal static class StagedCreation
{
    /// <summary>Bytes of a block. Azure takes 50,000 of them, so a blob may have 390 GB.</summary>
    internal const int BlockBytes = 8 << 20;

    /// <summary>Sends the stream through single requests; <paramref name="request"/> runs each of them, and repeats it where that is its way.</summary>
    internal static async Task<bool> RunAsync(
        IRepeatableBlobStore store, BlobName name, Stream content, Func<Func<CancellationToken, Task<bool>>, Task<bool>> request, CancellationToken cancellationToken)
    {
        var mark = CreationMark.New();
        var block = new byte[(int)Math.Min(BlockBytes, Hint(content))];
        var filled = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
        if (filled < block.Length)
        {
            return await request(token => store.TryCreateAsync(name, block.AsMemory(0, filled), mark, token));
        }

        // Asking first costs one small request, and may save sending gigabytes that would then be refused.
        if (!await request(async token => await store.TryGetPropertiesAsync(name, token) is null))
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var blocks = 0;
        for (; filled > 0; blocks++)
        {
            var sent = block.AsMemory(0, filled);
            var number = blocks;
            hash.AppendData(sent.Span);
            await request(async token =>
            {
                await store.StageAsync(name, sent, number, mark, token);
                return true;
            });
            filled = await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
        }

        var md5 = hash.GetHashAndReset();
        return await request(token => store.TryCommitAsync(name, blocks, md5, mark, token));
    }

    // One byte more than the stream has, so that its end is seen and a small one goes as a single request.
    private static long Hint(Stream content) => content.CanSeek ? Math.Max(1, content.Length - content.Position + 1) : BlockBytes;
}
