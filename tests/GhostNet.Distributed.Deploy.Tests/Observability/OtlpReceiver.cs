using System.Collections.Concurrent;
using GhostNet.Distributed.Testing;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Deploy.Tests.Observability;

/// <summary>A span as a process exported it.</summary>
/// <param name="Service">The process's <c>service.name</c> and <c>service.instance.id</c>.</param>
/// <param name="Scope">Name of the activity source.</param>
/// <param name="Trace">The trace, in hexadecimal.</param>
/// <param name="Id">The span.</param>
/// <param name="Parent">The span above it; empty when there is none.</param>
/// <param name="Name">What was done.</param>
internal sealed record ExportedSpan((string Name, string Instance) Service, string Scope, string Trace, string Id, string Parent, string Name);

/// <summary>What takes spans and metrics by OTLP over HTTP, as a collector does, and reads of the protobuf what the tests ask for.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app, Uri address)
    {
        (_app, Address) = (app, address);
        app.MapPost("/v1/traces", request => TakeAsync(request, ReadSpans));
        app.MapPost("/v1/metrics", request => TakeAsync(request, ReadMetrics));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Spans until now.</summary>
    public ConcurrentQueue<ExportedSpan> Spans { get; } = new();

    /// <summary>Names of metrics until now.</summary>
    public ConcurrentDictionary<string, bool> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts to listen.</summary>
    public static async Task<OtlpReceiver> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take(1)[0]}");
        var builder = WebApplication.CreateSlimBuilder([$"--urls={address.GetLeftPart(UriPartial.Authority)}"]);
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build(), address);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, Action<byte[]> read)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        read(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    // ExportTraceServiceRequest.resource_spans; ResourceSpans.resource and .scope_spans; ScopeSpans.scope and .spans: opentelemetry-proto 1.x.
    private void ReadSpans(byte[] request)
    {
        foreach (var resourceSpans in Messages(request, 1))
        {
            var service = ServiceOf(Messages(resourceSpans, 1).Single());
            foreach (var scopeSpans in Messages(resourceSpans, 2))
            {
                var scope = Text(Messages(scopeSpans, 1).Single(), 1);
                foreach (var span in Messages(scopeSpans, 2))
                {
                    Spans.Enqueue(new ExportedSpan(service, scope, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5)));
                }
            }
        }
    }

    private void ReadMetrics(byte[] request)
    {
        foreach (var metric in Messages(request, 1).SelectMany(resource => Messages(resource, 2)).SelectMany(scope => Messages(scope, 2)))
        {
            Metrics[Text(metric, 1)] = true;
        }
    }

    // Resource.attributes; KeyValue.key and .value; AnyValue.string_value.
    private static (string Name, string Instance) ServiceOf(byte[] resource)
    {
        var attributes = Messages(resource, 1).ToDictionary(attribute => Text(attribute, 1), attribute => Messages(attribute, 2).Select(value => Text(value, 1)).Single());
        return (attributes["service.name"], attributes.GetValueOrDefault("service.instance.id", ""));
    }

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Messages(message, field).SingleOrDefault() ?? []);

    private static string Text(byte[] message, int field) => System.Text.Encoding.UTF8.GetString(Messages(message, field).SingleOrDefault() ?? []);

    /// <summary>Every value of a field that is a message, text or bytes.</summary>
    private static List<byte[]> Messages(byte[] message, int field)
    {
        List<byte[]> found = [];
        var input = new CodedInputStream(message);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
