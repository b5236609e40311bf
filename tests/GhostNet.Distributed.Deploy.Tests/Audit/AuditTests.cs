using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Audit;

/// <summary>The script of the audit, with a feed, an SDK and scanners that answer as the test says.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Index = """{"version":"3.0.0","resources":[{"@id":"https://feed/flat/","@type":"PackageBaseAddress/3.0.0"}]}""";
    private const string IndexWithData = """{"version":"3.0.0","resources":[{"@type":"VulnerabilityInfo/6.7.0","@id":"https://feed/v/index.json"},{"@id":"https://feed/flat/","@type":"PackageBaseAddress/3.0.0"}]}""";
    private const string Pages = """[{"@name":"base","@id":"https://feed/v/base.json"}]""";
    private const string Clean = """{"version":1,"projects":[{"path":"a.csproj"}]}""";
    private const string Vulnerable = """{"projects":[{"frameworks":[{"transitivePackages":[{"id":"Bad","vulnerabilities":[{"severity":"High","advisoryurl":"https://x/GHSA-1"}]}]}]}]}""";

    private readonly TemporaryFolder _folder = new();

    public AuditTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the script is bash's, and its programs are stood in for by files that are executable");

    [Fact]
    public async Task A_feed_without_data_is_not_taken_for_one_that_knows_of_none()
    {
        var (code, said) = await AuditAsync(Index, "", Clean);

        Assert.Equal(0, code);
        Assert.Contains("NuGet packages, with what they bring: NOT AUDITED: no package source", said, StringComparison.Ordinal);
        Assert.DoesNotContain("no known vulnerability", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_whose_pages_are_empty_is_one_without_data() =>
        Assert.Contains("NOT AUDITED: no package source", (await AuditAsync(IndexWithData, "[]", Clean)).Said, StringComparison.Ordinal);

    [Fact]
    public async Task Lack_of_data_is_a_failure_where_the_audit_is_required() => Assert.Equal(3, (await AuditAsync(Index, "", Clean, ("AUDIT_REQUIRED", "1"))).Code);

    [Fact]
    public async Task A_feed_with_data_says_that_none_is_known()
    {
        var (code, said) = await AuditAsync(IndexWithData, Pages, Clean);

        Assert.Equal(0, code);
        Assert.Contains("NuGet packages, with what they bring: no known vulnerability, by https://feed/index.json", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vulnerable_package_fails()
    {
        var (code, said) = await AuditAsync(IndexWithData, Pages, Vulnerable);

        Assert.Equal(1, code);
        Assert.Contains("NuGet packages, with what they bring: known vulnerabilities", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "no known vulnerability of high severity")]
    [InlineData(10, 1, "image worker.tar: known vulnerabilities")]
    [InlineData(1, 0, "image worker.tar: NOT AUDITED: trivy ended with 1")]
    public async Task An_image_is_clean_vulnerable_or_not_audited(int scanner, int expected, string told)
    {
        Program("trivy", $"exit {scanner}");
        var (code, said) = await AuditAsync(IndexWithData, Pages, Clean, arguments: ["worker.tar"]);

        Assert.Equal(expected, code);
        Assert.Contains(told, said, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Said)> AuditAsync(string index, string pages, string list, (string Name, string Value)? variable = null, params string[] arguments)
    {
        Program("curl", $"case \"$*\" in *v/index.json) echo '{pages}' ;; *) echo '{index}' ;; esac");
        Program("dotnet", $"case \"$*\" in nuget*) echo 'E https://feed/index.json' ;; *) echo '{list}' ;; esac");
        Program("npm", "echo '{}'");
        var environment = new Dictionary<string, string?> { ["PATH"] = $"{_folder.Path}:/usr/bin:/bin", ["AUDIT_REQUIRED"] = null };
        if (variable is var (name, value))
        {
            environment[name] = value;
        }

        await using var process = GhostNetProcess.Start(Path.Combine(Repository.Root, ".ci", "audit"), _folder.Path, environment, arguments);
        var finished = await process.WaitAsync();
        return (finished.ExitCode, finished.Output + finished.Error);
    }

    private void Program(string name, string script)
    {
        var path = _folder.Write(name, $"#!/bin/bash\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
