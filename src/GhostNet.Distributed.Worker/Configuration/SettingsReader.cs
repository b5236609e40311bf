using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Configuration;

/// <summary>Reads values and gathers every fault with its configuration key, so that all are told together.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A text that may be left out.</summary>
    [return: NotNullIfNotNull(nameof(otherwise))]
    public string? Text(string key, string? otherwise) => Value(key) ?? otherwise;

    /// <summary>A text that must be there.</summary>
    public string Required(string key, string expected)
    {
        if (Value(key) is { } value)
        {
            return value;
        }

        _faults.Add($"{key} is not set; expected {expected}.");
        return "";
    }

    /// <summary>A TCP port.</summary>
    public int Port(string key, int otherwise)
    {
        if (Value(key) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue)
        {
            return port;
        }

        _faults.Add($"{key} is '{text}'; expected a TCP port, 1 to {ushort.MaxValue}.");
        return otherwise;
    }

    /// <summary>An IP address that may be left out.</summary>
    public IPAddress? Address(string key, string? otherwise)
    {
        var text = Value(key) ?? otherwise;
        if (text is null || IPAddress.TryParse(text, out var address))
        {
            return text is null ? null : IPAddress.Parse(text);
        }

        _faults.Add($"{key} is '{text}'; expected an IP address.");
        return null;
    }

    /// <summary>One of the names of an enum.</summary>
    public T Enum<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Value(key) is not { } text)
        {
            return otherwise;
        }

        if (System.Enum.TryParse<T>(text, ignoreCase: true, out var value) && System.Enum.IsDefined(value))
        {
            return value;
        }

        _faults.Add($"{key} is '{text}'; expected one of {string.Join(", ", System.Enum.GetNames<T>())}.");
        return otherwise;
    }

    /// <summary>An address to listen on, such as <c>http://127.0.0.1:8080</c>.</summary>
    public string HttpAddress(string key, string otherwise)
    {
        var text = Text(key, otherwise);
        try
        {
            // As Kestrel reads it, which takes * and + for a host, as no URI does.
            var address = BindingAddress.Parse(text);
            if (address.Scheme == Uri.UriSchemeHttp && address.PathBase.Length == 0)
            {
                return text;
            }
        }
        catch (FormatException)
        {
            // Told below, in the words of the other faults.
        }

        _faults.Add($"{key} is '{text}'; expected an address such as {otherwise}.");
        return otherwise;
    }

    /// <summary>Checks a value that was read, in words of its own.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="isRight">Whether the value can be used.</param>
    /// <param name="fault">The rest of the sentence that begins with the key.</param>
    public void Require(string key, bool isRight, string fault)
    {
        if (!isRight)
        {
            _faults.Add($"{key} {fault}");
        }
    }

    /// <summary>The key and text of each setting of a section whose keys are anybody's choice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Texts(string section)
    {
        var children = configuration.GetSection(section).GetChildren().ToList();
        _known.UnionWith(children.Select(child => child.Path));
        return [.. children.Where(child => child.Value is not null).Select(child => KeyValuePair.Create(child.Key, child.Value!))];
    }

    /// <summary>Below a section, whatever was not asked for is a fault: mostly a misspelt key, whose value would silently be the default.</summary>
    public void RequireKnown(string section)
    {
        foreach (var (key, value) in configuration.GetSection(section).AsEnumerable().OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (value is not null && !_known.Contains(key))
            {
                _faults.Add($"{key} is no setting of a worker.");
            }
        }
    }

    /// <summary>An options class with its ranges.</summary>
    public T Section<T>(string section)
        where T : class, new()
    {
        _known.UnionWith(typeof(T).GetProperties().Select(property => $"{section}:{property.Name}"));
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options);
        }
        catch (InvalidOperationException e)
        {
            _faults.Add($"{section}: {e.Message}");
            return options;
        }

        List<ValidationResult> results = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
        {
            foreach (var result in results)
            {
                var key = result.MemberNames.First();
                _faults.Add($"{section}:{key} is '{configuration[$"{section}:{key}"]}'; {char.ToLowerInvariant(result.ErrorMessage![0])}{result.ErrorMessage[1..]}");
            }
        }

        return options;
    }

    /// <summary>Tells every fault there was.</summary>
    /// <exception cref="OptionsValidationException">There was at least one.</exception>
    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0)
        {
            throw new OptionsValidationException("GhostNet", typeof(WorkerSettings), _faults);
        }
    }

    private string? Value(string key)
    {
        _known.Add(key);
        return configuration[key] is { Length: > 0 } value ? value : null;
    }
}
