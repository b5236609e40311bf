using System.Security.Cryptography;

namespace GhostNet.Distributed.Abstractions.Tests.Predictions;

public class PredictionsDigestTests
{
    private static readonly Prediction Scored = Samples.Result.Predictions[0];
    private static readonly Prediction Failed = Samples.Result.Predictions[1];
    private static readonly Prediction Unlabelled = Samples.Result.Predictions[2];

    [Fact]
    public void The_digest_is_the_SHA_256_of_a_line_a_sample() =>
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData("é/a.jpg\t3\t3\nb.jpg\t4\t!Truncated\nc.jpg\t-\t9\n"u8)),
            DigestOf(Scored, Failed, Unlabelled));

    [Fact]
    public void The_digest_of_nothing_is_that_of_no_bytes() => Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", DigestOf());

    [Fact]
    public void Scores_lower_classes_latency_rank_and_detail_do_not_change_it()
    {
        var expected = DigestOf(Scored, Failed);
        Assert.Equal(expected, DigestOf(Scored with { Top = [new(3, -7, 0.1f)] }, Failed));
        Assert.Equal(expected, DigestOf(Scored with { LatencyMicroseconds = 1, LabelRank = null }, Failed));
        Assert.Equal(expected, DigestOf(Scored, Failed with { Failure = new Failure(FailureKind.Truncated, "other words") }));
    }

    [Fact]
    public void Class_label_path_kind_outcome_and_order_change_it()
    {
        string[] digests =
        [
            DigestOf(Scored, Failed),
            DigestOf(Failed, Scored),
            DigestOf(Scored),
            DigestOf(Scored with { Top = [new(8, 12.5f, 0.9f)] }, Failed),
            DigestOf(Scored with { Label = 8 }, Failed),
            DigestOf(Scored with { Label = null }, Failed),
            DigestOf(Scored with { Sample = "other.jpg" }, Failed),
            DigestOf(Scored, Failed with { Failure = new Failure(FailureKind.Damaged, "ends early") }),
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void Reading_the_digest_does_not_end_it()
    {
        using var digest = new PredictionsDigest();
        digest.Append(Scored);
        Assert.Equal(DigestOf(Scored), digest.Current());
        digest.Append(Failed);
        Assert.Equal(DigestOf(Scored, Failed), digest.Current());
    }

    private static string DigestOf(params Prediction[] predictions)
    {
        using var digest = new PredictionsDigest();
        foreach (var prediction in predictions)
        {
            digest.Append(prediction);
        }

        return digest.Current();
    }
}
