using System.CommandLine;
using GhostNet.Distributed.Cli.Certificates;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet certificates</c>: a private authority and certificates for trying mutual TLS, and for small clusters.</summary>
internal static class CertificatesVerb
{
    public static Command Create(Terminal terminal) => new("certificates", "Make certificates for a cluster with mutual TLS.")
    {
        CreateVerb(terminal),
        RenewVerb(terminal),
    };

    private static Command CreateVerb(Terminal terminal)
    {
        var target = new Option<string>("--out") { Description = "The folder to make; it may be there if it is empty.", HelpName = "DIR", Required = true }.NotEmpty();
        var days = Days();
        var command = new Command("create", "Make a private authority, and with it certificates for silos and for clients.") { target, days };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(target));
            new CertificateFolder(folder, TimeProvider.System).Create(TimeSpan.FromDays(parsed.GetValue(days)));
            terminal.Print(folder);
            terminal.Say($"Workers: GhostNet__Tls__Certificate={folder}/silo/tls.crt, …__PrivateKey={folder}/silo/tls.key, …__Authorities={folder}/silo/ca.crt. "
                + "This command: --tls-certificate, --tls-key and --tls-authorities with client/. "
                + "Whoever has authority/ca.key can make members of the cluster: keep it where no worker runs.");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command RenewVerb(Terminal terminal)
    {
        var target = new Argument<string>("DIR") { Description = "A folder that certificates create made." }.NotEmpty();
        var days = Days();
        var command = new Command("renew", "Make new certificates and keys with the authority of before; workers take them without a restart.") { target, days };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(target));
            new CertificateFolder(folder, TimeProvider.System).Renew(TimeSpan.FromDays(parsed.GetValue(days)));
            terminal.Print(folder);
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<int> Days() => new Option<int>("--days")
    {
        Description = "For how long the certificates of silos and clients are valid. Nothing is revoked: what is stolen is good until then.",
        HelpName = "N",
        DefaultValueFactory = _ => 90,
    }.InRange(1, 3650);
}
