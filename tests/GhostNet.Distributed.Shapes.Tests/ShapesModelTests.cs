using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Shapes.Tests;

public class ShapesModelTests
{
    private const int MaxWeightsBytes = 2_000_000;

    private static readonly byte[] Weights = ReadWeights();

    private static readonly JsonElement Header = JsonDocument.Parse(Weights.AsMemory(8, HeaderLength)).RootElement;

    private static int HeaderLength => (int)BinaryPrimitives.ReadUInt64LittleEndian(Weights);

    private static IEnumerable<JsonProperty> Tensors => Header.EnumerateObject().Where(t => t.Name != "__metadata__");

    [Fact]
    public void The_weights_are_small_enough_to_be_embedded() => Assert.InRange(Weights.Length, HeaderLength + 1, MaxWeightsBytes);

    [Fact]
    public void The_tensors_cover_the_file_without_gap_or_overlap()
    {
        var end = 0;
        foreach (var tensor in Tensors)
        {
            var offsets = tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt32()).ToArray();
            var bytes = ShapeOf(tensor.Name).Aggregate(1, (a, b) => a * b) * (tensor.Value.GetProperty("dtype").GetString() == "F16" ? 2 : 4);
            Assert.Equal((end, end + bytes), (offsets[0], offsets[1]));
            end += bytes;
        }

        Assert.Equal(Weights.Length - 8 - HeaderLength, end);
    }

    // 0.3 × 16 channels in the stem are 8 after rounding to a multiple of 4; 960 × 0.3 are 288; the head has 1,280 at any width.
    [Theory]
    [InlineData("conv_stem.weight", 8, 3, 3, 3)]
    [InlineData("blocks.0.0.ghost1.primary_conv.0.weight", 4, 8, 1, 1)]
    [InlineData("blocks.0.0.ghost1.cheap_operation.0.weight", 4, 1, ShapesModel.CheapKernel, ShapesModel.CheapKernel)]
    [InlineData("blocks.9.0.conv.weight", 288, 48, 1, 1)]
    [InlineData("conv_head.weight", 1280, 288, 1, 1)]
    [InlineData("classifier.weight", ShapesModel.Classes, 1280)]
    [InlineData("classifier.bias", ShapesModel.Classes)]
    public void A_tensor_has_the_shape_that_the_width_asks_for(string name, params int[] shape) => Assert.Equal(shape, ShapeOf(name));

    [Fact]
    public void The_names_are_those_of_the_official_checkpoints()
    {
        // 16 bottlenecks of 20 tensors in their Ghost modules; stem, strides, SE, shortcuts and head make up the rest. The batch counters are left out: inference has no use for them.
        Assert.Equal(432, Tensors.Count());
        Assert.Equal(16, Tensors.Count(t => t.Name.EndsWith("ghost2.cheap_operation.0.weight", StringComparison.Ordinal)));
        Assert.Equal(7, Tensors.Count(t => t.Name.EndsWith("se.conv_expand.bias", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_weight_is_infinite_or_not_a_number()
    {
        foreach (var tensor in Tensors)
        {
            var start = 8 + HeaderLength + tensor.Value.GetProperty("data_offsets")[0].GetInt32();
            var end = 8 + HeaderLength + tensor.Value.GetProperty("data_offsets")[1].GetInt32();
            var size = tensor.Value.GetProperty("dtype").GetString() == "F16" ? 2 : 4;
            for (var at = start; at < end; at += size)
            {
                var value = size == 2 ? (float)BinaryPrimitives.ReadHalfLittleEndian(Weights.AsSpan(at)) : BinaryPrimitives.ReadSingleLittleEndian(Weights.AsSpan(at));
                Assert.True(float.IsFinite(value), $"{tensor.Name} holds {value}.");
            }
        }
    }

    [Fact]
    public void There_are_as_many_classes_as_outputs_and_their_ids_sort_by_index()
    {
        Assert.Equal(ShapesModel.Classes, ShapeClass.All.Length);
        Assert.Equal(ShapeClass.All.Select(c => c.Id), ShapeClass.All.Select(c => c.Id).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, ShapesModel.Classes), ShapeClass.All.Select(c => c.Index));
    }

    [Fact]
    public void The_reference_top_1_is_what_the_recorded_predictions_count_to()
    {
        var lines = File.ReadAllLines(Repository.Fixture("shapes", "validation.predictions.txt")).Select(l => l.Split(' ')).ToList();
        Assert.Equal(ShapesDataset.Validation.Count, lines.Count);
        Assert.Equal(ShapesModel.ReferenceTop1, lines.Count(l => l[0].StartsWith(ShapeClass.All[int.Parse(l[1], CultureInfo.InvariantCulture)].Id, StringComparison.Ordinal)));
    }

    private static int[] ShapeOf(string name) => [.. Header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];

    private static byte[] ReadWeights()
    {
        using var stream = ShapesModel.OpenWeights();
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
