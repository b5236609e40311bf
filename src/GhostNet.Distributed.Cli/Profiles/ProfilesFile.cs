using System.Globalization;
using System.Text.Json;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The file in which a person names clusters, so that neither addresses nor ledgers are typed each time: <c>~/.config/ghostnet/config.json</c>.</summary>
internal sealed class ProfilesFile
{
    /// <summary>Names another file.</summary>
    public const string Variable = "GHOSTNET_CONFIG";

    private const string Form = """{"default":"prod","profiles":{"prod":{"cluster":"redis://host:6379","ledger":"azure:ledger"}}}""";

    private readonly ProfilesContent _content;

    private ProfilesFile(string path, ProfilesContent content) => (Path, _content) = (path, content);

    /// <summary>Where the file is, or would be.</summary>
    public string Path { get; }

    /// <summary>The profile that is meant when none is named; null when the file names none.</summary>
    public (string Name, ClusterProfile Profile)? Default => _content.Default is { } name ? (name, Find(name)) : null;

    /// <summary>Reads the file; one that is not there has no profiles.</summary>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="CliException">The file cannot be read or is not one; it is named with the line.</exception>
    public static ProfilesFile Read(Func<string, string?> environment)
    {
        var named = environment(Variable) is { Length: > 0 } file ? file : null;
        var path = System.IO.Path.GetFullPath(named ?? System.IO.Path.Combine(ConfigurationFolder(environment), "ghostnet", "config.json"));
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (named is null && e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ProfilesFile(path, new ProfilesContent(null, null));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException(ExitCode.NotFound, $"{Variable} names {path}, which is not there.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"The profiles in {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A profile by its name.</summary>
    /// <exception cref="CliException">There is none of that name; the known ones are told.</exception>
    public ClusterProfile Find(string name)
    {
        if (_content.Profiles?.GetValueOrDefault(name) is { } profile)
        {
            return profile;
        }

        var known = _content.Profiles is { Count: > 0 } profiles ? $"it has {string.Join(", ", profiles.Keys.Order(StringComparer.Ordinal))}" : File.Exists(Path) ? "it has none" : "that file is not there";
        throw new CliException(ExitCode.Usage, $"There is no profile '{name}' in {Path}: {known}. A profile looks like {Form}.");
    }

    private static string ConfigurationFolder(Func<string, string?> environment) => environment("XDG_CONFIG_HOME") is { Length: > 0 } folder
        ? folder
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");

    /// <summary>The profiles in the bytes of a file.</summary>
    /// <exception cref="CliException">They are none; the file is named with the line.</exception>
    internal static ProfilesFile Parse(string path, byte[] json)
    {
        try
        {
            return new ProfilesFile(path, JsonSerializer.Deserialize(json, ProfilesJson.Default.ProfilesContent) ?? throw new JsonException("it is the JSON value null"));
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } zeroBased ? string.Create(CultureInfo.InvariantCulture, $", line {zeroBased + 1}") : "";

            // The reader's own words say what is wrong with the text; the serializer's speak of .NET types, and its path says enough.
            var fault = e.InnerException is JsonException syntax ? Sentence(syntax.Message) : e.Path is { } at ? $"what stands at {at} is not known there" : Sentence(e.Message);
            throw new CliException(ExitCode.Usage, $"The profiles in {path}{line} cannot be used: {fault}. Expected {Form}.", e);
        }
    }

    private static string Sentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
