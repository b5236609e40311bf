using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Tests.Checkpoints;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Ghost;

public sealed class CheckpointBindingTests
{
    private static readonly GhostNetSpecification Specification = FixtureCheckpoints.Specification;

    [Fact]
    public void Counters_may_be_there_or_not()
    {
        var weights = RandomWeights.For(Specification, seed: 1);
        StateDictionary counted = new([.. weights, new("bn1.num_batches_tracked", [], new float[1])]);

        CheckpointBinding.Verify(Specification, weights);
        CheckpointBinding.Verify(Specification, counted);

        Assert.Equal(weights.Count + 1, counted.Count);
    }

    [Fact]
    public void Missing_surplus_misshapen_and_unusable_tensors_are_told_in_one_message()
    {
        var weights = RandomWeights.For(Specification, seed: 1)
            .Where(t => t.Name != "bn1.weight")
            .Select(t => t.Name switch
            {
                "bn1.bias" => new WeightTensor(t.Name, [5], new float[5]),
                "conv_head.bias" => new WeightTensor(t.Name, t.Shape, Enumerable.Repeat(float.NaN, 1280).ToArray()),
                "bn1.running_var" => new WeightTensor(t.Name, t.Shape, new float[] { 1, 1, -0.5f, 1 }),
                _ => t,
            })
            .Append(new("fc.weight", [2, 3], new float[6]));

        var mismatch = Assert.Throws<CheckpointMismatchException>(() => CheckpointBinding.Verify(Specification, new(weights)));

        Assert.Equal(5, mismatch.Faults.Length);
        Assert.Contains("1 missing, 1 surplus, 1 misshapen, 2 with unusable values", mismatch.Message);
        Assert.Contains("missing: bn1.weight, expected [4]", mismatch.Message);
        Assert.Contains("surplus: fc.weight, found [2, 3]", mismatch.Message);
        Assert.Contains("misshapen: bn1.bias, expected [4], found [5]", mismatch.Message);
        Assert.Contains("unusable value: conv_head.bias, expected finite values, found NaN at element 0", mismatch.Message);
        Assert.Contains("unusable value: bn1.running_var, expected finite values, none negative, found -0.5 at element 2", mismatch.Message);
        Assert.Null(mismatch.Hint);
    }

    [Fact]
    public void Checkpoint_of_other_classes_is_hinted_at()
    {
        var weights = RandomWeights.For(GhostNetSpecification.Create(0.1, classes: 1000), seed: 1);

        var mismatch = Assert.Throws<CheckpointMismatchException>(() => CheckpointBinding.Verify(Specification, weights));

        Assert.Equal(["classifier.weight", "classifier.bias"], mismatch.Faults.Select(f => f.Name));
        Assert.Equal("It fits GhostNet 0.1×, s = 2, d = 3, 1000 classes.", mismatch.Hint);
        Assert.Contains("1000 classes.\n", mismatch.Message);
    }

    [Fact]
    public void Checkpoint_of_another_width_is_hinted_at()
    {
        var weights = RandomWeights.For(GhostNetSpecification.Create(0.5, ratio: 3), seed: 1);

        var mismatch = Assert.Throws<CheckpointMismatchException>(() => CheckpointBinding.Verify(GhostNetSpecification.Create(), weights));

        Assert.Equal("It fits GhostNet 0.5×, s = 3, d = 3, 1000 classes.", mismatch.Hint);
    }

    [Fact]
    public void Real_checkpoint_of_another_network_is_read_and_told_apart()
    {
        var checkpoint = Checkpoint.Read(Path.Combine(SharedData.Models, "squeezenet1_1.pth"));

        Assert.Equal(CheckpointFormat.PyTorchZip, checkpoint.Format);
        Assert.Equal(52, checkpoint.Weights.Count);
        Assert.Equal([64, 3, 3, 3], checkpoint.Weights["features.0.weight"].Shape);
        Assert.Equal(1_235_496, checkpoint.Weights.Sum(t => t.Values.Length));
        var mismatch = Assert.Throws<CheckpointMismatchException>(() => CheckpointBinding.Verify(GhostNetSpecification.Create(), checkpoint.Weights));
        Assert.Contains("another network", mismatch.Hint);
        Assert.Contains("surplus: features.0.weight, found [64, 3, 3, 3]", mismatch.Message);
        Assert.Contains("missing: conv_stem.weight, expected [16, 3, 3, 3]", mismatch.Message);
    }
}
