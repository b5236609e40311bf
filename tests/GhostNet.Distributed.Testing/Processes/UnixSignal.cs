namespace GhostNet.Distributed.Testing.Processes;

/// <summary>The signals that the tests send, by their numbers on Linux.</summary>
public enum UnixSignal
{
    /// <summary>Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>No chance to do anything: power cut, OOM killer, kill -9.</summary>
    Kill = 9,

    /// <summary>What orchestrators send first.</summary>
    Terminate = 15,

    /// <summary>Goes on after <see cref="Stop"/>.</summary>
    Continue = 18,

    /// <summary>Stands still until <see cref="Continue"/>: a suspended virtual machine, a laptop's lid.</summary>
    Stop = 19,
}
