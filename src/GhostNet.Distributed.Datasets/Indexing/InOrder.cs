using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>Reads several sequences at once and gives them one behind the other. What is read ahead is bounded, so that a million names do not pile up in memory.</summary>
internal static class InOrder
{
    private const int Ahead = 2048;

    internal static async IAsyncEnumerable<T> ReadAsync<TSource, T>(
        IEnumerable<TSource> sources, Func<TSource, CancellationToken, IAsyncEnumerable<T>> open, int parallel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<(ChannelReader<T> Items, Task Reading)> running = new();
        using var waiting = sources.GetEnumerator();
        try
        {
            while (true)
            {
                while (running.Count < parallel && waiting.MoveNext())
                {
                    var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });
                    var source = waiting.Current;
                    running.Enqueue((channel.Reader, Task.Run(() => FillAsync(open(source, stop.Token), channel.Writer, stop.Token), CancellationToken.None)));
                }

                if (!running.TryPeek(out var first))
                {
                    yield break;
                }

                await foreach (var item in first.Items.ReadAllAsync(cancellationToken))
                {
                    yield return item;
                }

                await first.Reading;
                running.Dequeue();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running.Select(r => r.Reading)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FillAsync<T>(IAsyncEnumerable<T> items, ChannelWriter<T> writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (var item in items.WithCancellation(cancellationToken))
            {
                await writer.WriteAsync(item, cancellationToken);
            }
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            writer.TryComplete(failure);
        }
    }
}
