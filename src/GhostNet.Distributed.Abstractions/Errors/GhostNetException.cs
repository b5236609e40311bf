namespace GhostNet.Distributed;

/// <summary>The base of everything that the SDK throws of its own.</summary>
[GenerateSerializer, Alias("ghostnet.GhostNetException")]
public class GhostNetException : Exception
{
    /// <summary>An exception with what a reader needs to act on.</summary>
    public GhostNetException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with what a reader needs to act on, and its cause.</summary>
    public GhostNetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same call may succeed later without any change.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>The job spec is out of range; the message lists every fault.</summary>
[GenerateSerializer, Alias("ghostnet.InvalidJobSpecException")]
public sealed class InvalidJobSpecException(string message) : GhostNetException(message);

/// <summary>The id belongs to a job with another spec; that job is unchanged.</summary>
[GenerateSerializer, Alias("ghostnet.JobConflictException")]
public sealed class JobConflictException(string message) : GhostNetException(message);

/// <summary>There is no such job in the ledger.</summary>
[GenerateSerializer, Alias("ghostnet.JobNotFoundException")]
public sealed class JobNotFoundException(string message) : GhostNetException(message);

/// <summary>The job was canceled, by whomever; not thrown when only the wait was.</summary>
[GenerateSerializer, Alias("ghostnet.JobCanceledException")]
public sealed class JobCanceledException(string message) : GhostNetException(message);

/// <summary>The job cannot be finished; the message says why.</summary>
[GenerateSerializer, Alias("ghostnet.JobFailedException")]
public sealed class JobFailedException(string message) : GhostNetException(message);

/// <summary>The ledger's store misses or refuses something that the job needs, such as the model or the manifest.</summary>
[GenerateSerializer, Alias("ghostnet.LedgerException")]
public sealed class LedgerException : GhostNetException
{
    /// <summary>An exception that names the blob.</summary>
    public LedgerException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that names the blob, and its cause.</summary>
    public LedgerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The ledger's store does not answer at the moment; what was asked may be asked again.</summary>
[GenerateSerializer, Alias("ghostnet.LedgerUnavailableException")]
public sealed class LedgerUnavailableException(string message) : GhostNetException(message)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}

/// <summary>The cluster could not be reached in time; what was asked may or may not have been done, and may be asked again.</summary>
[GenerateSerializer, Alias("ghostnet.ClusterUnreachableException")]
public sealed class ClusterUnreachableException(string message, Exception innerException) : GhostNetException(message, innerException)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;
}
