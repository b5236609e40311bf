namespace GhostNet.Distributed.Security.Certificates;

/// <summary>A file of certificates cannot be used; the message names it and says what is wrong, and never has content of it.</summary>
public sealed class CredentialsException(CertificateFile file, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Which of them.</summary>
    public CertificateFile File { get; } = file;
}
