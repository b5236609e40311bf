using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Worker.Configuration;

/// <summary>Reads values and gathers every fault with its configuration key, so that all are told together.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];

    /// <summary>A text that may be left out.</summary>
    public string Text(string key, string otherwise) => configuration[key] is { Length: > 0 } value ? value : otherwise;

    /// <summary>A text that must be there.</summary>
    public string Required(string key, string expected)
    {
        if (configuration[key] is { Length: > 0 } value)
        {
            return value;
        }

        _faults.Add($"{key} is not set; expected {expected}.");
        return "";
    }

    /// <summary>A TCP port.</summary>
    public int Port(string key, int otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text)
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
        var text = configuration[key] is { Length: > 0 } set ? set : otherwise;
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
        if (configuration[key] is not { Length: > 0 } text)
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

    /// <summary>An options class with its ranges.</summary>
    public T Section<T>(string section)
        where T : class, new()
    {
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
            _faults.AddRange(results.Select(r => $"{section}:{string.Join(',', r.MemberNames)}: {r.ErrorMessage}"));
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
}
