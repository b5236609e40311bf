namespace GhostNet.Distributed.Cli.Runs;

/// <summary>What makes two job specs different jobs, in words.</summary>
internal static class SpecDifferences
{
    /// <summary>One clause a difference; never none.</summary>
    public static IReadOnlyList<string> Between(JobSpec stored, JobSpec asked)
    {
        List<string> differences = [];
        Compare("kind", stored.Kind, asked.Kind);
        Compare("model", Words(stored.Model), Words(asked.Model));
        Compare("dataset", Words(stored.Dataset), Words(asked.Dataset));
        Compare("recipe", stored.Recipe ?? "the card's", asked.Recipe ?? "the card's");
        Compare("shard size", Words(stored.ShardSize), Words(asked.ShardSize));
        Compare("top", stored.TopK, asked.TopK);
        Compare("failures allowed", stored.MaxFailedSamples, asked.MaxFailedSamples);
        Compare("priority", stored.Priority, asked.Priority);
        Compare("node selector", stored.NodeSelector?.ToString() ?? "none", asked.NodeSelector?.ToString() ?? "none");
        Compare("canary", stored.Canary, asked.Canary);
        Compare("time limit of a sample", Words(stored.SampleTimeLimit), Words(asked.SampleTimeLimit));
        return differences.Count > 0 ? differences : ["the model's card differs (recipe, class list or input)"];

        void Compare<T>(string what, T there, T here)
        {
            if (!EqualityComparer<T>.Default.Equals(there, here))
            {
                differences.Add($"its {what} is {there}, yours {here}");
            }
        }
    }

    private static string Words(ModelRef model) => $"{model.Name} with the digest {model.Digest}";

    /// <summary>The digest is over names, labels and lengths: the same folder with another one has other files in it.</summary>
    private static string Words(DatasetRef dataset) => $"{dataset.Images} with the digest {dataset.Digest}";

    private static string Words(TimeSpan? limit) => limit is { } set ? FormattableString.Invariant($"{set.TotalSeconds} s") : "none";

    private static string Words(int? shardSize) => shardSize?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "automatic";
}
