using System.Net.Http.Headers;
using System.Text;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>What a cluster is told in confidence, looked for in everything that it says.</summary>
public sealed class SecretTests(StoreBench bench)
{
    private const string Token = "what-prometheus-alone-knows";

    private static readonly KeyValuePair<string, string?>[] SayEverything =
    [
        KeyValuePair.Create("Logging__LogLevel__Default", (string?)"Trace"),
        KeyValuePair.Create("Logging__LogLevel__Orleans", (string?)"Trace"),
        KeyValuePair.Create("Logging__LogLevel__Microsoft", (string?)"Trace"),
    ];

    [Fact]
    public async Task No_secret_is_in_a_log_an_answer_the_ledger_or_a_report()
    {
        using var locks = new Locks();
        using var folder = new TemporaryFolder();
        var token = folder.Write("token", Encoding.UTF8.GetBytes(Token));
        var ledger = await bench.MakeLedgerAsync();
        var shared = await ledger.ShareAsync();
        await using var cluster = await bench.StartClusterAsync(change: setup => locks.Lock(setup with { Workers = 2, Ledger = ledger }) with { Configure = (number, start) => Start(locks, setup, shared, token, number, start) });

        // Everything that is said, by whom.
        Dictionary<string, string> said = [];
        var job = await cluster.SubmitAsync();
        await cluster.AssertExactAsync(job);
        await SayAsync(said, cluster, "wait", job, "-o", "json");
        foreach (var verb in new[] { "list", "hosts", "show job", "report job" })
        {
            await SayAsync(said, cluster, [.. verb.Replace("job", job, StringComparison.Ordinal).Split(' '), "-o", "json"]);
        }

        await SayAsync(said, cluster, "doctor", "--ledger", shared.ToString());
        await SayAsync(said, cluster, "doctor", "--ledger", $"{shared.GetLeftPart(UriPartial.Path)}?sv=2026-06-06&sig=bm90IHRoZSByaWdodCBvbmU%3D");
        await SayHttpAsync(said, cluster);
        foreach (var name in await ledger.ListAsync(""))
        {
            said[$"blob {name}"] = Encoding.UTF8.GetString(await ledger.ReadAsync(name) ?? []);
        }

        foreach (var worker in cluster.Workers)
        {
            worker.Signal(UnixSignal.Terminate);
            var finished = (await worker.WaitAsync()).Expect(0);
            said[$"log of {worker.Name}"] = finished.Output + finished.Error;
        }

        // That there is something to find a secret in.
        Assert.All(said.Where(one => one.Key.StartsWith("log", StringComparison.Ordinal)), log => Assert.Contains("trce: ", log.Value, StringComparison.Ordinal));
        Assert.Contains(said, one => one.Key == $"blob jobs/{job}/report.json");
        foreach (var (name, secret) in Secrets(locks, shared))
        {
            Assert.All(said, one => Assert.False(one.Value.Contains(secret, StringComparison.Ordinal), $"{name} is in {one.Key}: {Around(one.Value, secret)}"));
        }
    }

    private static WorkerStart Start(Locks locks, ClusterSetup setup, Uri shared, string token, int number, WorkerStart start)
    {
        var locked = locks.Lock(setup.Configure(number, start));
        Dictionary<string, string?> environment = new(locked.Environment) { ["GhostNet__HttpTokenFile"] = token };
        foreach (var (name, value) in SayEverything)
        {
            environment[name] = value;
        }

        // One has the account's key, the other only a signature for the ledger.
        return locked with { Environment = environment, Ledger = number == 0 ? start.Ledger : shared.ToString() };
    }

    private static IEnumerable<(string Name, string Secret)> Secrets(Locks locks, Uri shared)
    {
        yield return ("the token for metrics", Token);
        yield return ("Redis' password", locks.Redis.Password);
        yield return ("the account's key", AzuriteServer.Key);
        yield return ("the account's key, encoded", Uri.EscapeDataString(AzuriteServer.Key));
        var signature = shared.Query.TrimStart('?').Split('&').Single(part => part.StartsWith("sig=", StringComparison.Ordinal))["sig=".Length..];
        yield return ("the signature", signature);
        yield return ("the signature, decoded", Uri.UnescapeDataString(signature));
        foreach (var (whose, file) in new[] { ("a silo's key", locks.Silo.PrivateKey), ("a client's key", locks.Client.PrivateKey), ("Redis' key", locks.Redis.Files.PrivateKey) })
        {
            // The lines of a PEM, without the two that are the same in all, and the beginning, which names the curve alone.
            yield return (whose, File.ReadAllLines(file)[2]);
        }
    }

    private static async Task SayAsync(Dictionary<string, string> said, TestCluster cluster, params string[] arguments)
    {
        var finished = await cluster.RunAsync(arguments);
        said[$"ghostnet {arguments[0]} ({said.Count})"] = finished.Output + finished.Error;
    }

    private static async Task SayHttpAsync(Dictionary<string, string> said, TestCluster cluster)
    {
        using HttpClient stranger = new();
        using HttpClient prometheus = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        foreach (var path in new[] { "health/live", "health/ready", "health/startup", "metrics", "" })
        {
            foreach (var worker in cluster.Workers)
            {
                foreach (var (who, client) in new[] { ("a stranger", stranger), ("Prometheus", prometheus) })
                {
                    using var answer = await client.GetAsync(new Uri(worker.Http, path), TestContext.Current.CancellationToken);
                    said[$"GET /{path} of {worker.Name} by {who}"] = $"{answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
                }
            }
        }

        Assert.All(said.Where(one => one.Key.StartsWith("GET /metrics", StringComparison.Ordinal)), one =>
            Assert.StartsWith(one.Key.EndsWith("Prometheus", StringComparison.Ordinal) ? "OK" : "Unauthorized", one.Value, StringComparison.Ordinal));
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.Ordinal);
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + secret.Length + 50)];
    }
}
