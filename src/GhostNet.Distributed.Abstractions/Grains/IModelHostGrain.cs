namespace GhostNet.Distributed.Grains;

/// <summary>
/// The handle of one model on one node; the key is <c>{model digest}@{silo name}</c>, and placement puts it on that silo. The session itself lives in the silo,
/// not in the activation, which the directory may drop.
/// </summary>
[Alias("ghostnet.IModelHostGrain")]
public interface IModelHostGrain : IGrainWithStringKey
{
    /// <summary>Loads the model if it is not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">The recipe as canonical JSON; null takes the card's own.</param>
    /// <param name="topK">Classes kept for each sample.</param>
    /// <exception cref="LedgerException">The store has no such model, its bytes do not match the digest, or ONNX Runtime refuses it.</exception>
    [Alias("EnsureLoaded")]
    Task<ModelHostStatus> EnsureLoadedAsync(ModelRef model, string? recipe, int topK);

    /// <summary>Whether the model is loaded, and on what machine.</summary>
    [Alias("GetStatus")]
    Task<ModelHostStatus> GetStatusAsync();

    /// <summary>Frees the session once no job uses it.</summary>
    [Alias("Unload")]
    Task UnloadAsync();
}
