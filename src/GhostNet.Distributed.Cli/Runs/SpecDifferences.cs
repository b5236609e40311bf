namespace GhostNet.Distributed.Cli.Runs;

/// <summary>What makes two job specs different jobs, in words.</summary>
internal static class SpecDifferences
{
    /// <summary>One clause a difference; never none.</summary>
    public static IReadOnlyList<string> Between(JobSpec stored, JobSpec asked)
    {
        List<string> differences = [];
        Compare("kind", stored.Kind, asked.Kind);
        Compare("model", stored.Model, asked.Model);
        Compare("dataset", stored.Dataset, asked.Dataset);
        Compare("recipe", stored.Recipe ?? "the card's", asked.Recipe ?? "the card's");
        Compare("shard size", stored.ShardSize is { } a ? $"{a}" : "automatic", asked.ShardSize is { } b ? $"{b}" : "automatic");
        Compare("top", stored.TopK, asked.TopK);
        Compare("failures allowed", stored.MaxFailedSamples, asked.MaxFailedSamples);
        return differences.Count > 0 ? differences : ["the model's card differs (recipe, class list or input)"];

        void Compare<T>(string what, T there, T here)
        {
            if (!EqualityComparer<T>.Default.Equals(there, here))
            {
                differences.Add($"its {what} is {there}, yours {here}");
            }
        }
    }
}
