using System.Globalization;

namespace GhostNet.Distributed.Cli.Tests;

/// <summary>Runs what follows under another culture, until it is disposed.</summary>
internal sealed class UnderCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public UnderCulture(string name) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
