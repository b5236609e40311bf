using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Tests.Recipes;

public sealed class RecipeTests
{
    [Fact]
    public void Properties_left_out_keep_the_ImageNet_value()
    {
        Assert.Equal(Recipe.ImageNet, Recipe.Parse("{}"));
        Assert.Equal(Recipe.ForInputSize(192), Recipe.Parse("""{"resize":219,"crop":192}"""));
        Assert.Equal(Recipe.ImageNet with { Interpolation = Interpolation.Bicubic }, Recipe.Parse("""{"interpolation":"bicubic"}"""));
    }

    [Fact]
    public void Recipe_survives_writing_and_reading()
    {
        var recipe = new Recipe { Resize = 300, Crop = 299, Interpolation = Interpolation.Lanczos, Mean = [0.5f, 0.25f, 0.125f], Std = [1, 2, 3] };

        Assert.Equal(recipe, Recipe.Parse(recipe.ToJson()));
        Assert.Equal(recipe.Digest(), Recipe.Parse(recipe.ToJson()).Digest());
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "not readable")]
    [InlineData("{\"corp\":224}", "corp")]
    [InlineData("{\"crop\":224,\"crop\":224}", "crop")]
    [InlineData("{\"mean\":null}", "mean")]
    [InlineData("{\"interpolation\":\"\\ud800\"}", "no Unicode")]
    [InlineData("{\"mean\":[1e400,0,0]}", "mean")]
    [InlineData("{\"crop\":0,\"std\":[0,1,1]}", "crop is 0")]
    public void Texts_that_are_no_recipe_are_refused(string json, string told) =>
        Assert.Contains(told, Assert.Throws<InvalidRecipeException>(() => Recipe.Parse(json)).Message);
}
