using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Worker.Configuration;
using GhostNet.Distributed.Worker.Health;
using GhostNet.Distributed.Worker.Telemetry;
using GhostNet.Distributed.Worker.Transport;

namespace GhostNet.Distributed.Worker;

/// <summary>Puts a worker together: clustering, the runtime, health. Composition only; it decides nothing.</summary>
internal static class WorkerHost
{
    private const string Started = "started";

    // Leaving a healthy cluster takes about a second; the rest is for one whose Redis is slow. Longer, and an orchestrator's own 30 s would end first.
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(5);

    /// <summary>A worker from configuration: <c>appsettings.json</c>, then environment (<c>GhostNet__Cluster__Clustering=Redis</c>), then the command line.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration has faults; all are told, each with its key.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = WorkerSettings.Read(builder.Configuration);
        settings.RequireFiles();

        // Loopback unless told otherwise: health needs no password, so it is not shown to a network by accident.
        builder.WebHost.UseUrls(settings.HttpAddress);
        builder.Host.ConfigureHostOptions(host =>
        {
            host.ShutdownTimeout = settings.Worker.DrainTimeout + AfterDrain;

            // Otherwise health would not be answered before the silo is in its cluster, and a worker that waits for it would be restarted for not being live.
            host.ServicesStartConcurrently = true;
        });

        // One store for the silo and its health: what the one learns of it, the other knows.
        var ledger = BlobStores.Open(settings.Ledger, settings.Stores);
        builder.UseOrleans(silo =>
        {
            Clustering.Apply(silo, settings);
            if (settings.Tls is { } files)
            {
                SiloTls.Apply(silo, files);
            }

            silo.AddActivityPropagation();
            silo.AddGhostNet(
                ledger,
                worker => builder.Configuration.GetSection(WorkerSettings.WorkerSection).Bind(worker),
                coordinator => builder.Configuration.GetSection(WorkerSettings.CoordinatorSection).Bind(coordinator),
                settings.Stores);
        });
        builder.Services.AddSingleton(new LedgerCheck(ledger));
        builder.Services.AddSingleton<StartedCheck>();
        builder.Services.AddHealthChecks().AddCheck<StartedCheck>(Started).AddCheck<InClusterCheck>("in-cluster").AddCheck<LedgerCheck>("ledger");
        OpenTelemetryExport.Add(builder, settings);

        var app = builder.Build();

        // Live asks this process alone: a worker that is cut off from its cluster must not be restarted for it.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/startup", new() { Predicate = check => check.Name == Started });
        app.MapHealthChecks("/health/ready");
        MetricsEndpoint.Map(app, settings);
        return app;
    }
}
