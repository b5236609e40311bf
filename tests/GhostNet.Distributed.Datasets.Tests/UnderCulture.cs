using System.Globalization;

namespace GhostNet.Distributed.Datasets.Tests;

/// <summary>Runs a piece of a test under another culture: decimal commas, the Turkish i, other digits and minus signs.</summary>
internal static class UnderCulture
{
    internal static void Run(string culture, Action action)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
