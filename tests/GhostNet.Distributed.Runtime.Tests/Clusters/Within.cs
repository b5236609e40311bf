namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>Waits for an event, and says which one when it does not come.</summary>
internal static class Within
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<T> TimeAsync<T>(string awaited, Task<T> task)
    {
        await TimeAsync(awaited, (Task)task);
        return await task;
    }

    public static async Task TimeAsync(string awaited, Task task)
    {
        if (await Task.WhenAny(task, Task.Delay(Patience, TestContext.Current.CancellationToken)) != task)
        {
            Assert.Fail($"Waited {Patience.TotalSeconds} s for {awaited}; it did not come.");
        }

        await task;
    }

    /// <summary>Asks again and again until the answer is right; for what nobody tells of by itself.</summary>
    public static async Task<T> UntilAsync<T>(string awaited, Func<Task<T>> ask, Func<T, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var answer = await ask();
            if (condition(answer))
            {
                return answer;
            }

            Assert.False(patience.IsCancellationRequested, $"Waited {Patience.TotalSeconds} s for {awaited}; the last answer was {answer}.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The job's first status that meets a condition.</summary>
    public static Task<JobStatus> StatusAsync(string awaited, JobHandle job, Func<JobStatus, bool> condition) =>
        TimeAsync(awaited, job.WatchAsync(TestContext.Current.CancellationToken).FirstAsync(condition, TestContext.Current.CancellationToken).AsTask());

    public static Task<Report> ReportAsync(JobHandle job) => TimeAsync($"the report of job {job.Id}", job.WaitForReportAsync(TestContext.Current.CancellationToken));
}
