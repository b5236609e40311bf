using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Security;

/// <summary>Registers what both ends of a connection share.</summary>
public static class MutualTls
{
    /// <summary>Adds the credentials, read again when their files change, and the connecting side.</summary>
    /// <param name="services">Services with logging.</param>
    /// <param name="files">Where the files are; asked when the first connection is configured.</param>
    public static IServiceCollection AddMutualTls(this IServiceCollection services, Func<IServiceProvider, CertificateFiles> files)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(files);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LastFailure>();
        services.TryAddSingleton<HandshakeLimits>();
        services.TryAddSingleton<ConnectingTls>();
        services.TryAddSingleton(provider =>
        {
            var opened = Open(files(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Credentials>>());

            // Read and told of when the process starts, not when somebody connects.
            _ = opened.Current;
            return opened;
        });
        return services;
    }

    /// <summary>Credentials that follow their files.</summary>
    internal static ReloadedFiles<Credentials> Open(CertificateFiles files, TimeProvider time, ILogger logger) => new(
        [(CertificateFile.Certificate, files.Certificate), (CertificateFile.PrivateKey, files.PrivateKey), (CertificateFile.Authorities, files.Authorities)],
        contents => Credentials.Parse(files, contents[0], contents[1], contents[2]),
        time,
        logger);
}
