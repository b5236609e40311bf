using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Worker.Configuration;

/// <summary>Section <c>GhostNet:Tls</c>: the files are read once, so that a fault of theirs is told with all others.</summary>
internal static class TlsSettings
{
    private const string Section = "GhostNet:Tls";
    private static readonly string[] Keys = [.. Enum.GetNames<CertificateFile>().Select(name => $"{Section}:{name}")];

    /// <summary>The files; null where none is named.</summary>
    public static CertificateFiles? Read(SettingsReader reader)
    {
        string?[] paths = [.. Keys.Select(key => reader.Text(key, otherwise: null))];
        if (paths.All(path => path is null))
        {
            return null;
        }

        foreach (var (key, path) in Keys.Zip(paths))
        {
            reader.Require(key, path is not null, $"is not set; {string.Join(", ", Keys)} belong together, all of them or none.");
        }

        if (paths is not [{ } certificate, { } privateKey, { } authorities])
        {
            return null;
        }

        var files = new CertificateFiles(certificate, privateKey, authorities);
        RequireUsable(files, reader);
        return files;
    }

    /// <summary>A file of authorities that may be left out.</summary>
    public static string? ReadAuthorities(string key, SettingsReader reader)
    {
        if (reader.Text(key, otherwise: null) is not { } path)
        {
            return null;
        }

        try
        {
            _ = ServerTrust.Load(path);
        }
        catch (CredentialsException e)
        {
            reader.Require(key, isRight: false, $"cannot be used: {e.Message}");
        }

        return path;
    }

    private static void RequireUsable(CertificateFiles files, SettingsReader reader)
    {
        try
        {
            // Its time is no fault: boards without a battery begin in the wrong year, and their clock is set later.
            var fault = Credentials.Load(files).RoleFault(Role.Silo);
            reader.Require($"{Section}:{nameof(CertificateFile.Certificate)}", fault is null, $"cannot be used: {fault}; other silos would refuse it.");
        }
        catch (CredentialsException e)
        {
            reader.Require($"{Section}:{e.File}", isRight: false, $"cannot be used: {e.Message}");
        }
    }
}
