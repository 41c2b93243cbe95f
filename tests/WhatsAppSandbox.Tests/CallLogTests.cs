using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class CallLogTests
{
    [Test]
    public async Task Calls_are_told_newest_first_with_time_path_status_and_fault()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        await using var sandbox = await SandboxHost.Start(clock: clock);
        var number = await sandbox.Add("""{"phone":"+447700900123","username":"acme"}""");
        await sandbox.Node(number);
        clock.Advance(TimeSpan.FromMinutes(1));
        await sandbox.Arm("""{"kind":"http_500","times":1}""");
        await sandbox.LookUp("acme");

        var calls = (await sandbox.Get("/sandbox/admin/calls")).Body;
        Assert.That(calls, Is.EqualTo(
            $$"""[{"at":"2026-11-23T08:01:00.000Z","method":"GET","path":"/directory/@acme","status":500,"fault":"http_500"},"""
            + $$"""{"at":"2026-11-23T08:00:00.000Z","method":"GET","path":"/graph/v25.0/{{number.PhoneNumberId}}","status":200,"fault":null}]"""));
    }

    [Test]
    public async Task The_last_hundred_are_kept()
    {
        await using var sandbox = await SandboxHost.Start();
        for (var i = 0; i < 105; i++) await sandbox.LookUp("nobody");
        Assert.That((await sandbox.Get("/sandbox/admin/calls")).Json.GetArrayLength(), Is.EqualTo(100));
    }

    [Test]
    public async Task No_token_gets_in_wherever_the_caller_puts_it()
    {
        await using var sandbox = await SandboxHost.Start();
        var number = await sandbox.Add("""{"phone":"+447700900123"}""");
        await sandbox.Read($"{number.PhoneNumberId}?access_token={number.AccessToken}", number.AccessToken);
        await sandbox.Read($"{number.PhoneNumberId}/{number.AccessToken}");
        await sandbox.Read(number.AccessToken);
        await sandbox.LookUp(number.AccessToken);
        var calls = await sandbox.Get("/sandbox/admin/calls");
        Assert.That(calls.Json.GetArrayLength(), Is.EqualTo(4));
        Assert.That(calls.Body, Does.Not.Contain("EAA"));
    }
}
