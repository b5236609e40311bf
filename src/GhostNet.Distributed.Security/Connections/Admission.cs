namespace GhostNet.Distributed.Security.Connections;

/// <summary>
/// What becomes of a connection. The first byte that a server sends through TLS is one of these: in TLS 1.3 a client is done before its certificate has been judged, so without it a refused
/// client would believe that it was let in, and then learn of nothing but an end.
/// </summary>
internal enum Admission : byte
{
    /// <summary>No answer yet.</summary>
    None = 0,

    /// <summary>Let in.</summary>
    Admitted = 1,

    /// <summary>Refused: no certificate was shown.</summary>
    NoCertificate = 2,

    /// <summary>Refused: the certificate is of an authority that is not among the known ones.</summary>
    UnknownAuthority = 3,

    /// <summary>Refused: the certificate has expired, or is not valid yet.</summary>
    OutsideValidity = 4,

    /// <summary>Refused: the certificate has not the name that the port asks for.</summary>
    WrongRole = 5,

    /// <summary>Refused: the certificate may not be used for this, or is broken.</summary>
    Unsuitable = 6,

    /// <summary>Never sent: what came was not TLS.</summary>
    NotTls = 100,

    /// <summary>Never sent: the handshake took too long.</summary>
    TimedOut = 101,

    /// <summary>Never sent: the peer went away during the handshake.</summary>
    Closed = 102,

    /// <summary>Never sent: too many handshakes at once.</summary>
    TooMany = 103,

    /// <summary>Never sent: TLS itself failed.</summary>
    Failed = 104,

    /// <summary>Never sent: an established connection whose certificate has expired since.</summary>
    ExpiredSince = 105,
}
