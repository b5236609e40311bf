using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GhostNet.Distributed.Shapes.Tests;

public class ShapesDatasetTests
{
    // Raise ShapesDataset.GeneratorVersion together with these, and train again: the images are no longer those that the model's figures belong to.
    private const string First50ValidationImages = "7eb201e96fb513d8b44f33141b8549d0aa4c695e36f94dcf5dae3551aa1cbe33";
    private const string First20TrainingImages = "b0c7bf460559013a6460110bbe6e8cfbe2f1fa7c030d6885f26d9c333b67f024";

    [Fact]
    public void Validation_has_1_000_images_and_training_12_000()
    {
        Assert.Equal(1_000, ShapesDataset.Validation.Count);
        Assert.Equal(12_000, ShapesDataset.Training.Count);
    }

    [Fact]
    public void Every_ten_images_in_a_row_show_the_ten_classes()
    {
        var classes = Enumerable.Range(30, 10).Select(i => ShapesDataset.Validation.Draw(i).Class).ToHashSet();
        Assert.Equal(ShapeClass.All.ToHashSet(), classes);
    }

    [Fact]
    public void The_validation_images_are_the_recorded_ones() => Assert.Equal(First50ValidationImages, DigestOf(ShapesDataset.Validation.Take(50)));

    [Fact]
    public void The_training_images_are_the_recorded_ones() => Assert.Equal(First20TrainingImages, DigestOf(ShapesDataset.Training.Take(20)));

    [Fact]
    public void Drawing_in_another_order_gives_the_same_bytes()
    {
        var forwards = Enumerable.Range(0, 12).Select(i => ShapesDataset.Validation.Draw(i)).ToList();
        var backwards = Enumerable.Range(0, 12).Reverse().Select(i => ShapesDataset.Validation.Draw(i)).Reverse();
        Assert.Equal(forwards.Select(Sha256), backwards.Select(Sha256));
    }

    [Fact]
    public void A_culture_with_decimal_commas_gives_the_same_bytes_and_names()
    {
        var usual = ShapesDataset.Validation.Draw(7);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var german = ShapesDataset.Validation.Draw(7);
            Assert.Equal((usual.Path, Sha256(usual)), (german.Path, Sha256(german)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_shorter_dataset_begins_with_the_same_images() =>
        Assert.Equal(Sha256(ShapesDataset.Training.Draw(3)), Sha256(ShapesDataset.Training.Take(4).Draw(3)));

    [Fact]
    public void No_image_comes_twice_and_none_of_validation_is_in_training()
    {
        var validation = Enumerable.Range(0, 40).Select(i => Sha256(ShapesDataset.Validation.Draw(i)));
        var training = Enumerable.Range(0, 40).Select(i => Sha256(ShapesDataset.Training.Draw(i)));
        Assert.Equal(80, validation.Concat(training).Distinct().Count());
    }

    // This image asks for a colour farther from a middle grey than its hues can be.
    [Fact]
    public void An_image_whose_palette_cannot_meet_its_contrast_is_drawn_all_the_same() =>
        Assert.NotEmpty(ShapesDataset.Training.Draw(798).Content);

    [Fact]
    public void Paths_are_class_folder_and_number_from_one()
    {
        Assert.Equal("n90000003/shapes_val_00000013.JPEG", ShapesDataset.Validation.Draw(12).Path);
        Assert.Equal("n90000001/shapes_train_00000001.JPEG", ShapesDataset.Training.Draw(0).Path);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000)]
    public void An_index_outside_is_refused(int index) => Assert.Throws<ArgumentOutOfRangeException>(() => ShapesDataset.Validation.Draw(index));

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public void A_count_that_there_is_not_is_refused(int count) => Assert.Throws<ArgumentOutOfRangeException>(() => ShapesDataset.Validation.Take(count));

    private static string DigestOf(ShapesDataset dataset) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, dataset.Count).Select(dataset.Draw).Select(i => $"{Sha256(i)}  {i.Path}\n")))));

    private static string Sha256(ShapesImage image) => Convert.ToHexStringLower(SHA256.HashData(image.Content.AsSpan()));
}
