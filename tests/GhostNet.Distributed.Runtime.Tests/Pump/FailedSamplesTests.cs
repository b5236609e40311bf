using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>Samples that cannot be scored: each is a failure with its name and kind, and the rest is scored.</summary>
public class FailedSamplesTests
{
    private const int Bad = 6;

    private static readonly Dictionary<string, FailureKind> Expected = new()
    {
        ["class-0/bad-empty.jpg"] = FailureKind.Empty,
        ["class-0/bad-text.jpg"] = FailureKind.NotAnImage,
        ["class-0/bad-cut.jpg"] = FailureKind.Truncated,
        ["class-1/bad-missing.jpg"] = FailureKind.Missing,
        ["class-1/bad-changed.jpg"] = FailureKind.Changed,
        ["unlabelled.jpg"] = FailureKind.Unlabelled,
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_bad_sample_is_a_failure_of_its_kind()
    {
        var report = await RunAsync(ErrorBudget.Unlimited);
        Assert.Equal(Expected.OrderBy(e => e.Key, StringComparer.Ordinal), report.Failures.Select(f => KeyValuePair.Create(f.Sample, f.Kind)).OrderBy(f => f.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_failure_names_its_sample()
    {
        var report = await RunAsync(ErrorBudget.Unlimited);
        Assert.All(report.Failures, f => Assert.Contains(f.Sample, f.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scored_and_failed_are_all_samples()
    {
        var report = await RunAsync(ErrorBudget.Unlimited);
        Assert.Equal(new SampleCounts(Workbench.Images + Bad, Workbench.Images, Bad), report.Samples);
    }

    [Theory]
    [InlineData(Bad, Verdict.Valid)]
    [InlineData(Bad - 1, Verdict.Invalid)]
    public async Task The_report_is_valid_as_long_as_the_failures_are_within_the_budget(int budget, Verdict verdict) =>
        Assert.Equal(verdict, (await RunAsync(ErrorBudget.OfCount(budget))).Verdict);

    [Fact]
    public async Task A_job_without_one_scored_sample_is_invalid()
    {
        using var bench = await Workbench.CreateAsync();
        foreach (var file in Directory.EnumerateFiles(bench.ImageFolder, "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        await using var cluster = await Cluster.StartAsync(bench.Store);
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel));
        Assert.Equal((Verdict.Invalid, new SampleCounts(Workbench.Images, 0, Workbench.Images)), (report.Verdict, report.Samples));
    }

    [Fact]
    public async Task A_sample_that_takes_longer_than_the_limit_is_a_failure_that_says_so()
    {
        const string Slow = "class-0/bad-slow.jpg";
        using var bench = await Workbench.CreateAsync(b => File.WriteAllBytes(Path.Combine(b.ImageFolder, Slow), LargeImage()));
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec() with { SampleTimeLimit = TimeSpan.FromMilliseconds(10) }, Cancel));

        // On a busy machine others may be too slow as well: that is what a limit means.
        var failure = report.Failures.Single(f => f.Sample == Slow);
        Assert.Equal(FailureKind.TimedOut, failure.Kind);
        Assert.Contains("0.01 s", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(Workbench.Images + 1, report.Samples.Scored + report.Samples.Failed);
    }

    [Fact]
    public async Task A_prediction_job_needs_no_labels()
    {
        using var bench = await Workbench.CreateAsync(b => File.Copy(Directory.EnumerateFiles(Path.Combine(b.ImageFolder, "class-0")).First(), Path.Combine(b.ImageFolder, "unlabelled.jpg")));
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec() with { Kind = JobKind.Predict }, Cancel));
        Assert.Equal((Workbench.Images + 1, null), (report.Samples.Scored, report.Top1));
    }

    private static async Task<Report> RunAsync(ErrorBudget budget)
    {
        using var bench = await Workbench.CreateAsync(AddBadSamples);
        File.Delete(Path.Combine(bench.ImageFolder, "class-1/bad-missing.jpg"));
        bench.WriteImage("class-1/bad-changed.jpg", "longer than it was");
        await using var cluster = await Cluster.StartAsync(bench.Store);
        return await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec() with { MaxFailedSamples = budget }, Cancel));
    }

    private static void AddBadSamples(Workbench bench)
    {
        var whole = File.ReadAllBytes(Testing.Repository.Fixture("preprocess", "444.jpg"));
        bench.WriteImage("class-0/bad-empty.jpg", "");
        bench.WriteImage("class-0/bad-text.jpg", "no image at all");
        File.WriteAllBytes(Path.Combine(bench.ImageFolder, "class-0/bad-cut.jpg"), whole[..(whole.Length / 2)]);
        bench.WriteImage("class-1/bad-missing.jpg", "here while it is indexed");
        bench.WriteImage("class-1/bad-changed.jpg", "short");
        File.WriteAllBytes(Path.Combine(bench.ImageFolder, "unlabelled.jpg"), whole);
    }

    private static byte[] LargeImage()
    {
        using var bitmap = new SkiaSharp.SKBitmap(6000, 6000);
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
