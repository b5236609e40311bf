using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace GhostNet.Distributed.Worker.Telemetry;

/// <summary>
/// The token that a caller has to show, as a file has it at that moment: whoever rotates it replaces the file and restarts nothing. Compared by hash and in constant time, so that an answer's
/// timing tells neither how much of a guess is right nor how long the token is.
/// </summary>
/// <param name="file">The file; white space around the token does not count.</param>
internal sealed class BearerToken(string file)
{
    private const string Scheme = "Bearer ";
    private const int MaxLength = 4096;
    private const int MinLength = 16;

    /// <summary>Why a file cannot be used; null when it can.</summary>
    public static string? FaultOf(string file) => TryRead(file, out var fault) is null ? fault : null;

    /// <summary>Whether a request shows the token. Never while the file cannot be read, or has none.</summary>
    public bool IsShownBy(HttpRequest request) =>
        // One header, or it is not clear which.
        request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && TryRead(file, out _) is { } token
        && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(token));

    /// <summary>Answers that a token is asked for.</summary>
    public static void Refuse(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string? TryRead(string file, out string? fault)
    {
        try
        {
            using var reader = new StreamReader(file, Encoding.UTF8);
            var buffer = new char[MaxLength];
            var token = new string(buffer, 0, reader.ReadBlock(buffer)).Trim();
            fault = token.Length < MinLength ? $"it has no token of at least {MinLength} characters." : null;
            return fault is null ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            fault = e.Message;
            return null;
        }
    }
}
