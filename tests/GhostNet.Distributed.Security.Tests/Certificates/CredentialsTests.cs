using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;

namespace GhostNet.Distributed.Security.Tests.Certificates;

public sealed class CredentialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Three_files_that_fit_together_say_who_this_is()
    {
        var credentials = Credentials.Load(Write(_authority.Issue(Role.Silo)));
        Assert.StartsWith("'CN=certificate of silo.ghostnet' of 'CN=test authority', valid ", credentials.ToString(), StringComparison.Ordinal);
        Assert.Null(credentials.RoleFault(Role.Silo));
    }

    [Fact]
    public void A_certificate_without_the_role_is_told_with_the_names_it_has() =>
        Assert.EndsWith("has not the DNS name silo.ghostnet (it has client.ghostnet)", Credentials.Load(Write(_authority.Issue(Role.Client))).RoleFault(Role.Silo), StringComparison.Ordinal);

    [Fact]
    public void A_wildcard_is_no_role() => Assert.NotNull(Credentials.Load(Write(_authority.Issue("*.ghostnet"))).RoleFault(Role.Silo));

    [Theory]
    [InlineData(CertificateFile.Certificate)]
    [InlineData(CertificateFile.PrivateKey)]
    [InlineData(CertificateFile.Authorities)]
    public void A_file_that_is_not_there_is_named(CertificateFile file)
    {
        var files = Write(_authority.Issue(Role.Silo));
        var path = PathOf(files, file);
        File.Delete(path);
        var fault = Fault(files);
        Assert.Equal((file, $"{path} is not there."), (fault.File, fault.Message));
    }

    [Theory]
    [InlineData(CertificateFile.Certificate, "has no certificate in it")]
    [InlineData(CertificateFile.PrivateKey, "has no unencrypted private key that belongs to the first certificate in")]
    [InlineData(CertificateFile.Authorities, "has no certificate in it")]
    public void A_file_of_something_else_is_named_and_not_quoted(CertificateFile file, string expected)
    {
        var files = Write(_authority.Issue(Role.Silo));
        File.WriteAllText(PathOf(files, file), "SECRET");
        var fault = Fault(files);
        Assert.Equal(file, fault.File);
        Assert.StartsWith($"{PathOf(files, file)} {expected}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_of_another_certificate_is_a_fault_of_the_key()
    {
        var files = Write(_authority.Issue(Role.Silo));
        File.WriteAllText(files.PrivateKey, _authority.Issue(Role.Silo).PrivateKeyPem);
        Assert.Equal(CertificateFile.PrivateKey, Fault(files).File);
    }

    [Fact]
    public void A_certificate_cut_off_in_the_middle_is_a_fault_of_the_certificate()
    {
        var files = Write(_authority.Issue(Role.Silo));
        File.WriteAllText(files.Certificate, File.ReadAllText(files.Certificate)[..200]);
        Assert.Equal(CertificateFile.Certificate, Fault(files).File);
    }

    [Fact]
    public void A_file_that_is_far_too_long_is_not_read()
    {
        var files = Write(_authority.Issue(Role.Silo));
        using (var file = File.OpenWrite(files.Authorities))
        {
            file.SetLength(1L << 40);
        }

        Assert.Contains("has 1099511627776 bytes", Fault(files).Message, StringComparison.Ordinal);
    }

    private static string PathOf(CertificateFiles files, CertificateFile file) => file switch
    {
        CertificateFile.Certificate => files.Certificate,
        CertificateFile.PrivateKey => files.PrivateKey,
        _ => files.Authorities,
    };

    private static CredentialsException Fault(CertificateFiles files) => Assert.Throws<CredentialsException>(() => Credentials.Load(files));

    private CertificateFiles Write(IssuedCertificate certificate)
    {
        var written = certificate.WriteTo(_folder["own"], _authority);
        return new CertificateFiles(written.Certificate, written.PrivateKey, written.Authorities);
    }
}
