using System.Diagnostics;
using AiIdentity.Application.Observability;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AiIdentity.Api.Observability;

/// <summary>Traces, metrics and logs over OTLP; nothing of it runs unless an endpoint is configured.</summary>
internal static class Telemetry
{
    public const string EndpointSetting = "OpenTelemetry:Endpoint";
    public const string ProtocolSetting = "OpenTelemetry:Protocol";
    private const string StandardEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";
    private static readonly string[] Meters =
        [RegistryMeter.Name, "Microsoft.AspNetCore.Hosting", Kestrel, "System.Runtime"];

    private static readonly MetricStreamConfiguration WithoutAddresses = new() { TagKeys = ["error.type", "network.protocol.name", "network.protocol.version", "network.transport", "tls.protocol.version"] };

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var own = configuration[EndpointSetting];
        if (string.IsNullOrEmpty(own) && string.IsNullOrEmpty(configuration[StandardEndpoint])) return;
        // Strangers' trace ids and baggage are not taken over, and nobody is sent ours.
        Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator([]));
        DistributedContextPropagator.Current = new NoPropagation();
        services.AddSingleton(DistributedContextPropagator.Current);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("aiidentity", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddProcessor(new OnlyWhatIsNobodys()))
            .WithMetrics(metrics => metrics.AddMeter(Meters).AddView(instrument => instrument.Meter.Name == Kestrel ? WithoutAddresses : null))
            .WithLogging(_ => { }, logs =>
            {
                logs.IncludeFormattedMessage = true;
                // The host's scopes hold the path.
                logs.IncludeScopes = false;
            });
        if (string.IsNullOrEmpty(own)) telemetry.UseOtlpExporter();
        else telemetry.UseOtlpExporter(configuration[ProtocolSetting] == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf, new Uri(own));
    }

    public static string? WhyRefused(IConfiguration configuration) =>
        configuration[EndpointSetting] is { Length: > 0 } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? $"{EndpointSetting} must be an absolute http or https address, such as http://localhost:4318."
        : configuration[ProtocolSetting] is not (null or "" or "grpc" or "http/protobuf") ? $"{ProtocolSetting} must be http/protobuf or grpc."
        : null;

    private sealed class NoPropagation : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => [];

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

        public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            (traceId, traceState) = (null, null);

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
        {
        }
    }
}

/// <summary>Takes from every span all but a few tags: paths, queries, hosts, clients and their programs are not exported.</summary>
internal sealed class OnlyWhatIsNobodys : BaseProcessor<Activity>
{
    private static readonly string[] Kept =
        ["http.request.method", "http.response.status_code", "http.route", "url.scheme", "network.protocol.version", "error.type"];

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToList())
        {
            if (!Kept.Contains(name, StringComparer.Ordinal)) data.SetTag(name, null);
        }

        data.TraceStateString = null;
        if (data.GetTagItem("http.route") is null) data.DisplayName = data.GetTagItem("http.request.method") as string ?? data.OperationName;
        data.SetStatus(data.Status);
    }
}
