using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Profiles;

public sealed class ProfilesFileTests : IDisposable
{
    private const string Two = """
        {
          // a comment is welcome
          "default": "prod",
          "profiles": {
            "prod": { "cluster": "redis://redis.internal:6379", "ledger": "azure:ledger" },
            "lab": { "cluster": "redis://lab" },
          }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];

    public ProfilesFileTests() => _environment["XDG_CONFIG_HOME"] = _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Profiles_are_found_by_name_and_the_default_by_none()
    {
        _folder.Write("ghostnet/config.json", Two);
        Assert.Equal(new ClusterProfile("redis://lab", null), Read().Find("lab"));
        Assert.Equal(("prod", new ClusterProfile("redis://redis.internal:6379", "azure:ledger")), Read().Default);
    }

    [Fact]
    public void A_file_that_is_not_there_has_no_profiles()
    {
        Assert.Null(Read().Default);
        Assert.Contains("that file is not there", Assert.Throws<CliException>(() => Read().Find("prod")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_named_and_is_not_there_is_4()
    {
        _environment[ProfilesFile.Variable] = _folder["mine.json"];
        Assert.Equal((4, $"GHOSTNET_CONFIG names {_folder["mine.json"]}, which is not there."), Fault());
    }

    [Fact]
    public void A_file_that_was_named_wins()
    {
        _folder.Write("ghostnet/config.json", Two);
        _environment[ProfilesFile.Variable] = _folder.Write("mine.json", """{"profiles":{"mine":{"cluster":"redis://mine"}}}""");
        Assert.Equal("redis://mine", Read().Find("mine").Cluster);
        Assert.Null(Read().Default);
    }

    [Fact]
    public void A_profile_that_is_not_there_is_told_with_those_that_are()
    {
        var path = _folder.Write("ghostnet/config.json", Two);
        var e = Assert.Throws<CliException>(() => Read().Find("production"));
        Assert.Equal(2, e.ExitCode);
        Assert.StartsWith($"There is no profile 'production' in {path}: it has lab, prod.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"default\": \"a\",\n  \"profiles\": {\n    \"a\": { \"cluster\": redis }\n  }\n}", "line 4 cannot be used: 'r' is an invalid start of a value")]
    [InlineData("{\n  \"profiles\": {\n    \"a\": { \"clusters\": \"redis://a\" }\n  }\n}", "line 3 cannot be used: what stands at $.profiles.a.clusters is not known there")]
    [InlineData("{\n  \"profiles\": []\n}", "line 2 cannot be used: what stands at $.profiles is not known there")]
    [InlineData("", "line 1 cannot be used: ")]
    [InlineData("null", " cannot be used: it is the JSON value null")]
    public void A_malformed_file_is_told_with_its_line(string json, string fault)
    {
        var path = _folder.Write("ghostnet/config.json", json);
        var (exitCode, message) = Fault();
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"The profiles in {path}", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
    }

    private ProfilesFile Read() => ProfilesFile.Read(_environment.GetValueOrDefault);

    private (int ExitCode, string Message) Fault()
    {
        var e = Assert.Throws<CliException>(Read);
        return (e.ExitCode, e.Message);
    }
}
