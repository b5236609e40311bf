using GhostNet.Distributed.Security;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Client.Security;

/// <summary>TLS from this process to the gateways, where the options name certificates.</summary>
internal static class ClientTls
{
    public static void Add(IServiceCollection services)
    {
        services.AddMutualTls(provider => Files(provider.GetRequiredService<IOptions<GhostNetClientOptions>>().Value.Tls!));
        services.AddSingleton<IValidateOptions<GhostNetClientOptions>, TlsFilesAreUsable>();
        services.AddOptions<ClientConnectionOptions>().Configure<IOptions<GhostNetClientOptions>>((connections, client) =>
        {
            if (client.Value.Tls is not null)
            {
                connections.ConfigureConnection(builder => builder.UseMiddleware(builder.ApplicationServices.GetRequiredService<ConnectingTls>()));
            }
        });
    }

    private static CertificateFiles Files(GhostNetTlsOptions tls) => new(tls.Certificate!, tls.PrivateKey!, tls.Authorities!);

    /// <summary>Reads the files, so that a fault of theirs is told when the host starts.</summary>
    private sealed class TlsFilesAreUsable : IValidateOptions<GhostNetClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, GhostNetClientOptions options)
        {
            if (options.Tls is not { } tls)
            {
                return ValidateOptionsResult.Skip;
            }

            string?[] paths = [tls.Certificate, tls.PrivateKey, tls.Authorities];
            if (paths.Any(string.IsNullOrEmpty))
            {
                return ValidateOptionsResult.Fail($"{nameof(GhostNetClientOptions.Tls)} needs {nameof(tls.Certificate)}, {nameof(tls.PrivateKey)} and {nameof(tls.Authorities)}, all of them.");
            }

            try
            {
                _ = Credentials.Load(Files(tls));
                return ValidateOptionsResult.Success;
            }
            catch (CredentialsException e)
            {
                return ValidateOptionsResult.Fail($"{nameof(GhostNetClientOptions.Tls)}: {e.Message}");
            }
        }
    }
}
