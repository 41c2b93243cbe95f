using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[NonParallelizable]
public class DiscretionTests
{
    private static readonly string[] Secrets =
        ["447700900123", "7700 900123", "acmesupport", Token, OwnToken, "0123456789abcdef", "appsecret_proof", "AII-VERIFY", "wire text"];

    [Test]
    public async Task No_number_handle_token_or_text_of_the_wire_reaches_a_log_a_trace_or_a_metric()
    {
        var traced = new ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => !source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.OperationName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(activities);
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == "System.Net.Http") listener.EnableMeasurementEvents(instrument); } };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => traced.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => traced.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.Start();

        await using var wire = await GraphStub.StartAsync();
        await using var readers = wire.OwnReaders(TimeSpan.FromMilliseconds(300), ("AppSecret", "0123456789abcdef"), ("DirectoryBaseUrl", wire.Url + "/directory"));
        foreach (var fault in new[]
                 {
                     Answer.Error(100, more: ",\"error_data\":\"wire text\""), Answer.Error(190), new Answer("wire text"), new Answer("wire text", 500),
                     new Answer("") { Instead = http => { http.Abort(); return Task.CompletedTask; } },
                     new Answer("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) },
                     new Answer("") { Instead = http => http.Response.WriteAsync("wire text" + new string('x', 65_536)) },
                     GoodNode,
                 })
        {
            foreach (var path in new[] { Node, Numbers, "/directory/@acmesupport" })
            {
                wire.On(path, fault);
                await readers.ReadAsync(Id, Token);
                await readers.FindAsync(Phone);
                await readers.FindAsync(Handle);
            }

            wire.On(Node, GoodNode);
            wire.On(Numbers, Page([("1066077701230001", "+44 7700 900123")]));
        }

        var written = readers.Log.Lines.Select(line => line.Text).Concat(traced).ToList();
        Assert.That(readers.Log.Lines, Is.Not.Empty);
        Assert.That(traced.Where(line => line.StartsWith("http.client.request.duration", StringComparison.Ordinal)), Is.Not.Empty);
        foreach (var secret in Secrets) Assert.That(written, Has.None.Contains(secret));
        Assert.That(readers.Log.Lines.Where(line => line.Category.StartsWith("System.Net.Http", StringComparison.Ordinal)), Is.Empty);
    }
}
