using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Schemes;

/// <summary>What the conformance suite must know of a scheme: some of its addresses, and how to act as their holder.</summary>
internal abstract class SchemeUnderTest
{
    private int _fresh = 100;

    public abstract ISurfaceScheme Scheme { get; }

    /// <summary>Spellings of one address; the first is canonical.</summary>
    public abstract IReadOnlyList<string[]> SameSpelling { get; }

    /// <summary>Addresses of one holder that are spelt differently.</summary>
    public abstract IReadOnlyList<string[]> SameHolder { get; }

    public abstract IReadOnlyList<string> Refused { get; }

    /// <summary>Canonical, used by no other test.</summary>
    public string Fresh() => Fresh(Interlocked.Increment(ref _fresh));

    public virtual void Configure(IServiceCollection services)
    {
    }

    /// <summary>There is such an address in the world, and its holder shows this text where a token goes.</summary>
    public abstract Task ShowAsync(RegistryHost registry, string address, string text);

    /// <summary>Nothing can be read any more.</summary>
    public abstract Task FailAsync(RegistryHost registry);

    protected abstract string Fresh(int number);
}

internal sealed class WhatsAppUnderTest : SchemeUnderTest
{
    private readonly Dictionary<string, Number> _numbers = [];

    public override ISurfaceScheme Scheme { get; } = new WhatsAppScheme();

    public override IReadOnlyList<string[]> SameSpelling { get; } = [["wa:@acmesupport", "WA:@AcmeSupport", "wA:@ACMESUPPORT"], ["wa:+447700900123", "Wa:+447700900123"]];

    public override IReadOnlyList<string[]> SameHolder { get; } = [["wa:+5511987654321", "wa:+551187654321"], ["wa:+5215512345678", "wa:+525512345678"]];

    public override IReadOnlyList<string> Refused { get; } = ["wa:", "wa:+", "wa:@", "wa:acme", "wa:+0447700900123", "wa:@acme.com", "wa:+44 7700 900123"];

    public override async Task ShowAsync(RegistryHost registry, string address, string text)
    {
        if (!_numbers.TryGetValue(address, out var number)) _numbers[address] = number = await registry.AddNumberAsync(address["wa:".Length..]);
        await number.WriteAsync(text);
    }

    public override async Task FailAsync(RegistryHost registry) => (await registry.Put("/sandbox/admin/faults", new { kind = "http_500", times = 1_000_000 })).Must(200);

    protected override string Fresh(int number) => $"wa:+4477009{number:D5}";
}

internal sealed class DemoUnderTest : SchemeUnderTest
{
    private readonly DemoHouse _house = new();

    public override ISurfaceScheme Scheme { get; } = new DemoScheme();

    public override IReadOnlyList<string[]> SameSpelling { get; } = [["demo:lobby", "demo:LOBBY", "Demo:Lobby"]];

    public override IReadOnlyList<string[]> SameHolder { get; } = [["demo:grand-hall", "demo:grandhall"]];

    public override IReadOnlyList<string> Refused { get; } = ["demo:", "demo:-a", "demo:room 1", "demo:r\u0430um"];

    public override void Configure(IServiceCollection services) => services.AddDemoScheme(_house);

    public override Task ShowAsync(RegistryHost registry, string address, string text)
    {
        _house.Doors[address] = new DemoHouse.Door(Note: text);
        return Task.CompletedTask;
    }

    public override Task FailAsync(RegistryHost registry)
    {
        _house.IsDown = true;
        return Task.CompletedTask;
    }

    protected override string Fresh(int number) => $"demo:room-{string.Concat(number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')))}";
}
