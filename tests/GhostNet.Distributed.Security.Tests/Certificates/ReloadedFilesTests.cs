using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Security.Tests.Certificates;

public sealed class ReloadedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Told<Credentials> _log = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void New_files_are_in_use_a_second_later()
    {
        var first = _authority.Issue(Role.Silo);
        var files = Open(first);
        var read = files.Current;
        var second = _authority.Issue(Role.Silo);
        second.WriteTo(_folder["own"], _authority);
        Assert.Same(read, files.Current);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(second.Open().SerialNumber, files.Current.Certificate.SerialNumber);
        Assert.Equal(2, _log.Messages.Count());
    }

    [Fact]
    public void Files_that_have_not_changed_are_not_taken_for_new_ones()
    {
        var files = Open(_authority.Issue(Role.Silo));
        var read = files.Current;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Same(read, files.Current);
    }

    [Fact]
    public void A_pair_that_is_half_written_leaves_the_old_one_and_is_told_once()
    {
        var files = Open(_authority.Issue(Role.Silo));
        var read = files.Current;
        var second = _authority.Issue(Role.Silo);
        File.WriteAllText(_folder["own", "tls.crt"], second.CertificatePem);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Same(read, files.Current);
        }

        Assert.Contains("those that were read before stay in use", Assert.Single(_log.Warnings), StringComparison.Ordinal);
        File.WriteAllText(_folder["own", "tls.key"], second.PrivateKeyPem);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(second.Open().SerialNumber, files.Current.Certificate.SerialNumber);
    }

    [Fact]
    public void A_file_that_is_taken_away_leaves_what_was_read()
    {
        var files = Open(_authority.Issue(Role.Silo));
        var read = files.Current;
        File.Delete(_folder["own", "tls.key"]);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(read, files.Current);
    }

    [Fact]
    public void Files_that_could_never_be_used_are_a_fault_until_they_can()
    {
        var written = _authority.Issue(Role.Silo);
        var files = Open(written);
        File.Delete(_folder["own", "tls.key"]);
        Assert.Throws<CredentialsException>(() => files.Current);
        written.WriteTo(_folder["own"], _authority);
        Assert.Equal(written.Open().SerialNumber, files.Current.Certificate.SerialNumber);
    }

    private ReloadedFiles<Credentials> Open(IssuedCertificate certificate)
    {
        var written = certificate.WriteTo(_folder["own"], _authority);
        return MutualTls.Open(new CertificateFiles(written.Certificate, written.PrivateKey, written.Authorities), _time, _log);
    }
}
