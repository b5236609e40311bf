namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>A ledger as a stranger reads it: names and bytes, without the product's code.</summary>
public interface ILedgerView
{
    /// <summary>As the command line and the workers are told.</summary>
    string Location { get; }

    /// <summary>The names under a prefix, in any order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix);

    /// <summary>The content; null while there is none.</summary>
    Task<byte[]?> ReadAsync(string name);
}
