using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A model's card.</summary>
internal sealed class ModelCardTarget() : FuzzTarget("model-card", FormatKind.Json, Texts.Utf8(
    $$$"""
    {"schemaVersion":1,"name":"ghostnet-1.0x","digest":"{{{Digest}}}","recipe":{"resize":256,"crop":224,"interpolation":"Bilinear","mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]},
    "input":{"name":"image","element":"Float32","layout":"Nchw","fixedBatch":4},"output":{"name":"logits","width":3,"firstClass":1,"value":"Logit"},
    "architecture":{"family":"ghostnet","width":1.0,"ratio":2,"cheapKernel":3,"classes":2,"inputSize":224,"parameters":5182976,"multiplyAdds":141000000},
    "labels":[{"id":"n01440764","name":"tench"},{"id":"n01443537","name":"goldfish"}],"weights":{"file":"x.pth","digest":"{{{Digest}}}","format":"pytorch-zip"},
    "variants":[{"target":"avx512","file":"x.avx512.onnx","digest":"{{{Digest}}}"}]}
    """,
    $$$"""{"name":"m","digest":"{{{Digest}}}","recipe":{},"input":{"name":"x"},"output":{"name":"y","width":1000}}"""))
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var card = ModelCardText.Parse(input);
            var text = card.ToJson();
            return ModelCardText.Parse(System.Text.Encoding.UTF8.GetBytes(text)).ToJson() == text ? true : throw new InvalidOperationException("The card reads otherwise than it was written.");
        }
        catch (InvalidModelCardException)
        {
            return false;
        }
    }
}
