using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Tests.Cards;

internal static class SampleCards
{
    public static ModelCard Full { get; } = new()
    {
        Name = "ghostnet-1.3x",
        Digest = new string('a', 64),
        Recipe = new Recipe { Resize = 232, Crop = 224, Interpolation = Interpolation.Bicubic },
        Input = new() { Name = "input", Element = InputElement.Float32, Layout = InputLayout.Nchw },
        Output = new() { Name = "logits", Width = 3, FirstClass = 1 },
        Architecture = new()
        {
            Family = "ghostnet",
            Width = 1.3,
            Ratio = 2,
            CheapKernel = 3,
            Classes = 2,
            InputSize = 224,
            Parameters = 7_358_820,
            MultiplyAdds = 227_003_256,
        },
        Labels = [new("n01440764", "tench, Tinca tinca"), new("n07930864", "café \"au lait\"")],
        Weights = new("state_dict.pth", new string('b', 64), "pytorch-legacy"),
    };
}
