using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Tests.Runs;

public sealed class SpecDifferencesTests
{
    private static readonly JobSpec Spec = new()
    {
        Id = JobId.Parse("x"),
        Kind = JobKind.Evaluate,
        Model = new ModelRef("m", "aa"),
        Dataset = new DatasetRef("d", "bb", "/images"),
        ShardSize = 7,
    };

    [Fact]
    public void Names_every_difference_in_words_and_nothing_that_is_the_same()
    {
        var asked = Spec with { Model = new ModelRef("m", "cc"), ShardSize = null, TopK = 3, MaxFailedSamples = ErrorBudget.OfCount(2) };

        Assert.Equal(
            ["its model is m with the digest aa, yours m with the digest cc", "its shard size is 7, yours automatic", "its top is 5, yours 3", "its failures allowed is unlimited, yours 2"],
            SpecDifferences.Between(Spec, asked));
    }

    [Fact]
    public void Tells_kind_dataset_and_recipe()
    {
        var asked = Spec with { Kind = JobKind.Predict, Dataset = new DatasetRef("d", "ee", "/images"), Recipe = "{}" };

        Assert.Equal(
            ["its kind is Evaluate, yours Predict", "its dataset is /images with the digest bb, yours /images with the digest ee", "its recipe is the card's, yours {}"],
            SpecDifferences.Between(Spec, asked));
    }

    [Fact]
    public void Tells_what_makes_another_job_of_the_same_question()
    {
        var asked = Spec with { Priority = 3, NodeSelector = NodeSelector.Parse("arch=arm64"), Canary = 16, SampleTimeLimit = TimeSpan.FromSeconds(0.5) };

        Assert.Equal(
            ["its priority is 0, yours 3", "its node selector is none, yours arch=arm64", "its canary is 0, yours 16", "its time limit of a sample is none, yours 0.5 s"],
            SpecDifferences.Between(Spec, asked));
    }

    [Fact]
    public void The_same_spec_under_another_id_differs_in_the_card() =>
        Assert.Equal(["the model's card differs (recipe, class list or input)"], SpecDifferences.Between(Spec, Spec with { Id = JobId.Parse("y") }));
}
