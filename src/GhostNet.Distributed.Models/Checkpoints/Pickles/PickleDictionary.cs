namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>
/// A Python dictionary, as the list of what was put into it: keys of any kind need no hash then, and a later item replaces an earlier one of the same key.
/// </summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];

    public bool HoldsTensors => Items.Any(i => i is { Key: string, Value: PickledTensor });

    public object? Find(string key) => Items.LastOrDefault(i => i.Key is string name && name == key).Value;
}
