using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>What a measurement holds for: another model, graph, processor or ONNX Runtime is measured anew.</summary>
internal sealed record ChoiceKey(string Model, string Variant, int Side, string Processor, string OnnxRuntime)
{
    /// <summary>A file name that only this key has.</summary>
    [JsonIgnore]
    public string FileName => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', "1", Model, Variant, $"{Side}", Processor, OnnxRuntime))))[..32] + ".json";
}
