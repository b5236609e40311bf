using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit;

namespace GhostNet.Distributed.Testing.Networks;

/// <summary>
/// Several network namespaces of this machine on one bridge, each with an address and a link of its own that can be cut: real partitions between real processes. They are
/// gone when this is disposed, or at the latest when a later run finds what a killed one has left.
/// </summary>
public sealed class NetworkNamespaces : IAsyncDisposable
{
    private const string Program = "ip";
    private const string NamespacePrefix = "ghostnet-";
    private const string BridgePrefix = "gnb";

    private readonly int _owner = Environment.ProcessId;
    private readonly int _count;

    private NetworkNamespaces(int count) => _count = count;

    /// <summary>This machine's own address on the bridge, reached from every namespace.</summary>
    public IPAddress BridgeAddress => AddressOf(1);

    private string Bridge => string.Create(CultureInfo.InvariantCulture, $"{BridgePrefix}{_owner}");

    /// <summary>Makes them. Where that cannot be done the test is skipped with the reason.</summary>
    public static async Task<NetworkNamespaces> MakeAsync(int count)
    {
        OnPath.Require(Program);
        await RemoveLeftoversAsync();
        var made = new NetworkNamespaces(count);
        try
        {
            await made.MakeBridgeAsync();
            foreach (var number in Enumerable.Range(0, count))
            {
                await made.MakeNamespaceAsync(number);
            }

            return made;
        }
        catch (IpException e)
        {
            await made.DisposeAsync();
            Assert.Skip($"needs network namespaces, which cannot be made here: {e.Message}");
            throw;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address in a namespace.</summary>
    public IPAddress Address(int number) => AddressOf(number + 2);

    /// <summary>What a command line begins with to be run in a namespace; the process is the program itself, with its own id.</summary>
    public IReadOnlyList<string> Through(int number) => [Program, "netns", "exec", Name(number)];

    /// <summary>Cuts a namespace off: what is sent is lost, and nobody is told.</summary>
    public Task CutAsync(int number) => RunAsync("link", "set", Link(number), "down");

    /// <summary>Ends <see cref="CutAsync"/>.</summary>
    public Task HealAsync(int number) => RunAsync("link", "set", Link(number), "up");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Each on its own: what was never made must not keep the rest from being removed. A namespace takes its end of the link along, and that the other end.
        foreach (var number in Enumerable.Range(0, _count))
        {
            await TryAsync("netns", "delete", Name(number));
            await TryAsync("link", "delete", Link(number));
        }

        await TryAsync("link", "delete", Bridge);
    }

    private async Task MakeBridgeAsync()
    {
        await RunAsync("link", "add", Bridge, "type", "bridge");
        await RunAsync("address", "add", $"{BridgeAddress}/24", "dev", Bridge);
        await RunAsync("link", "set", Bridge, "up");
    }

    private async Task MakeNamespaceAsync(int number)
    {
        const string Inside = "eth0";
        var name = Name(number);
        await RunAsync("netns", "add", name);
        await RunAsync("link", "add", Link(number), "type", "veth", "peer", "name", Inside, "netns", name);
        await RunAsync("link", "set", Link(number), "master", Bridge);
        await RunAsync("link", "set", Link(number), "up");
        await RunAsync("-n", name, "address", "add", $"{Address(number)}/24", "dev", Inside);
        await RunAsync("-n", name, "link", "set", Inside, "up");
        await RunAsync("-n", name, "link", "set", "lo", "up");
    }

    private static async Task RemoveLeftoversAsync()
    {
        var names = (await TryAsync("netns", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Where(name => name.StartsWith(NamespacePrefix, StringComparison.Ordinal));
        foreach (var name in names.Where(name => IsLeft(name.Split('-')[1])))
        {
            await TryAsync("netns", "delete", name);
        }

        var bridges = Directory.GetDirectories("/sys/class/net").Select(path => Path.GetFileName(path)!).Where(name => name.StartsWith(BridgePrefix, StringComparison.Ordinal));
        foreach (var bridge in bridges.Where(bridge => IsLeft(bridge[BridgePrefix.Length..])))
        {
            await TryAsync("link", "delete", bridge);
        }
    }

    private static bool IsLeft(string owner) => int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !Directory.Exists($"/proc/{process}");

    // 198.18.0.0/15 is set aside for tests of networks; a third number of its own for each test process.
    private IPAddress AddressOf(int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{_owner % 256}.{host}"));

    private string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{NamespacePrefix}{_owner}-{number}");

    // The kernel takes 15 characters.
    private string Link(int number) => string.Create(CultureInfo.InvariantCulture, $"gnv{_owner}-{number}");

    private static async Task<string> TryAsync(params string[] arguments)
    {
        try
        {
            return await RunAsync(arguments);
        }
        catch (IpException)
        {
            return "";
        }
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? await output : throw new IpException($"{Program} {string.Join(' ', arguments)}: {(await error).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new IpException(e.Message);
        }
    }

    private sealed class IpException(string message) : Exception(message);
}
