using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Observability;
using AiIdentity.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Api.Tests.Observability;

internal sealed class TelemetryTests
{
    private static string Operations
    {
        get
        {
            var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "AiIdentity.sln"))) folder = folder.Parent!;
            return File.ReadAllText(Path.Combine(folder.FullName, "docs", "operations.md"));
        }
    }

    [Test]
    public async Task Traces_metrics_and_logs_leave_over_OTLP_and_hold_nothing_personal()
    {
        await using var receiver = await Receiver.StartAsync();
        await using (var registry = RegistryHost.Start(null, ("OpenTelemetry:Endpoint", receiver.Address), ("Logging:LogLevel:Default", "Information")))
        {
            const string phone = "+447700900821";
            var person = await registry.SignUpAsync("telemetry@mail.example");
            var identity = await person.CreateAsync("Told Nobody", $"wa:{phone}", "wa:@toldnobody");
            await person.ProveAsync(identity.Id(), identity.SurfaceId(), await registry.AddNumberAsync(phone, "toldnobody"));
            (await registry.Get($"/api/v1/whois?surface=wa:{phone}", null, ("traceparent", "00-4477009008210000000000000000beef-00000000deadbeef-01"), ("tracestate", "who=447700900821"), ("User-Agent", "telemetry-client/447700900821"))).Must(200);
            (await registry.Get("/api/v1/whois?surface=wa:@askedabout")).Must(404);
            (await registry.Get($"/api/v1/whois/{identity.Id()}", null, ("Host", "askedabout.example"))).Must(200);
            (await registry.Get("/nowhere/wa:@askedabout")).Must(404);
            // Spans leave every few seconds; what is left is exported at the end.
            for (var tries = 0; tries < 300 && receiver.Of("traces").Length == 0; tries++) await Task.Delay(100);
            await registry.DisposeAsync();
            registry.Forget();
            for (var tries = 0; tries < 100 && (receiver.Of("metrics").Length == 0 || receiver.Of("logs").Length == 0); tries++) await Task.Delay(100);
            Assert.Multiple(() =>
            {
                Assert.That(receiver.Of("traces"), Does.Contain("/api/v1/whois/{identity}").And.Contain("aiidentity"));
                Assert.That(receiver.Of("metrics"), Does.Contain("aiidentity.whois").And.Contain("aiidentity.checks").And.Contain("aiidentity.signing.duration").And.Contain("http.server.request.duration"));
                Assert.That(receiver.Of("logs"), Does.Contain("Application started"));
            });
            foreach (var secret in new[] { "447700900821", "7700900821", "toldnobody", "askedabout", "telemetry@mail", "telemetry-client", "Told Nobody", "deadbeef", identity.Id(), "AII-VERIFY", person.Bearer, "127.0.0.1" })
                Assert.That(Without(receiver.All, receiver.Address), Does.Not.Contain(secret));
        }
    }

    [Test]
    public void Every_instrument_is_documented_with_its_unit_and_no_other()
    {
        using var registry = RegistryHost.Start();
        var found = new List<(string, string?)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == RegistryMeter.Name && instrument.Meter.Scope == registry.Services.GetRequiredService<IMeterFactory>()) found.Add((instrument.Name, instrument.Unit));
        };
        listener.Start();
        var documented = Regex.Matches(Operations, @"^\| `(aiidentity\.[a-z._]+)` \| `([^`]+)` \|", RegexOptions.Multiline).Select(m => (m.Groups[1].Value, (string?)m.Groups[2].Value));
        Assert.That(found, Is.EquivalentTo(documented));
        Assert.That(found, Has.Count.GreaterThan(4));
    }

    [Test]
    public void Every_log_event_is_documented_with_its_id_and_level_and_ids_are_unique()
    {
        var events = (from assembly in new[] { typeof(Application.ApplicationServices).Assembly, typeof(InfrastructureServices).Assembly, typeof(Problem).Assembly }
                      from type in assembly.GetTypes()
                      from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
                      let log = method.GetCustomAttribute<LoggerMessageAttribute>()
                      where log is not null
                      select (log.EventId, method.Name, log.Level.ToString())).ToList();
        Assert.That(events.Select(e => e.EventId), Is.Unique);
        var documented = Regex.Matches(Operations, @"^\| ([0-9]{4}) \| ([A-Za-z]+) \| ([A-Za-z]+) \|", RegexOptions.Multiline)
            .Select(m => (int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), m.Groups[2].Value, m.Groups[3].Value));
        Assert.That(events, Is.EquivalentTo(documented));
    }

    // The registry's own address is in "Now listening on", and where it sends to is nobody's secret.
    private static string Without(string text, string address) =>
        Regex.Replace(text.Replace(address, "", StringComparison.Ordinal), @"http://127\.0\.0\.1:[0-9]+", "");
}
