using GhostNet.Distributed.Models.Checkpoints.Pickles;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>Finds the state dictionary in what was pickled: the dictionary itself, or a section of a trainer's file.</summary>
internal static class SectionChoice
{
    // Averaged weights come last: they score otherwise than the plain ones, so they are taken only where they are asked for or nothing else is there.
    private static readonly string[] Known = ["state_dict", "model_state_dict", "model", "net", "state_dict_ema", "model_ema"];

    public static (PickleDictionary Tensors, string? Section) Choose(CheckpointSource source, string place, object? root, string? section)
    {
        if (root is not PickleDictionary dictionary)
        {
            throw source.Fault("it holds no dictionary of tensors", place, "Save the weights with torch.save(model.state_dict(), 'weights.pth').");
        }

        if (section is null && dictionary.HoldsTensors)
        {
            return (dictionary, null);
        }

        foreach (var name in section is null ? Known : [section])
        {
            if (dictionary.Find(name) is PickleDictionary { HoldsTensors: true } tensors)
            {
                return (tensors, name);
            }
        }

        var keys = string.Join(", ", dictionary.Items.Select(i => i.Key).OfType<string>().Take(20));
        var wanted = section is null ? $"none of the sections {string.Join(", ", Known)} with tensors" : $"no section {section} with tensors";
        throw source.Fault(
            $"it holds {wanted}; its keys are: {keys}",
            place,
            "Name the section that holds the weights, or save them alone with torch.save(model.state_dict(), 'weights.pth').");
    }
}
