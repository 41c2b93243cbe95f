using System.Collections.Concurrent;
using System.Text.Json;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Schemes;

/// <summary>A scheme that exists in the tests alone: rooms with a door, to which a note can be pinned and which may have a bell. Nothing outside this folder knows of it.</summary>
internal sealed class DemoScheme : ISurfaceScheme
{
    public static readonly SurfaceMethod Note = new("demo_note", "Note on the door", "M4 4h16v16H4z", new RecheckPolicy(
        Interval: TimeSpan.FromDays(2), AccessGrace: TimeSpan.FromDays(3), ContradictionGap: TimeSpan.FromHours(1), SuspensionGrace: TimeSpan.FromDays(1), OneTimeGrace: TimeSpan.FromDays(5)));

    public static readonly SurfaceMethod Bell = new("demo_bell", "Ring of the bell", "M12 4v16", Note.Rechecks with { Interval = TimeSpan.FromDays(1) });

    public static readonly CheckOutcome Torn = new("note_torn", OutcomeKind.Ineligible);
    public static readonly CheckOutcome OtherTenant = new("other_tenant", OutcomeKind.Mismatch);
    public static readonly CheckOutcome Silent = new("bell_silent", OutcomeKind.NotFound);
    public static readonly CheckOutcome Locked = new("house_locked", OutcomeKind.AccessLost);

    public string Name => "demo";
    public string Label => "Room";
    public string Example => "demo:lobby";
    public string Grammar => "demo: and the name of a room, letters and hyphens (demo:lobby)";
    public IReadOnlyList<SurfaceMethod> Methods { get; } = [Note, Bell];

    public SurfaceAddress? Parse(string text) => Room.TryParse(text["demo:".Length..]);

    public AddressGuess? Guess(string text) =>
        text.StartsWith("room ", StringComparison.OrdinalIgnoreCase) && Room.TryParse(text["room ".Length..].Trim()) is { } room ? new AddressGuess(null, room) : null;
}

/// <summary>The name of a room; hyphens tell no two rooms apart.</summary>
internal sealed record Room : SurfaceAddress
{
    private static readonly SurfaceMethod[] Both = [DemoScheme.Note, DemoScheme.Bell];

    private Room(string name) => Name = name;

    public string Name { get; }
    public override string Canonical => "demo:" + Name;
    public override string Folded => "demo:" + Name.Replace("-", "", StringComparison.Ordinal);
    public override IReadOnlyList<SurfaceMethod> Methods => Both;

    public static Room? TryParse(string name) =>
        name.Length is > 0 and <= 500 && name.All(c => char.IsAsciiLetter(c) || c == '-') && name[0] != '-' && name[^1] != '-' ? new Room(name.ToLowerInvariant()) : null;
}

/// <summary>What stands on the doors, and what is the matter with the house.</summary>
internal sealed class DemoHouse
{
    public sealed record Door(string? Note = null, string? Bell = null, string Tenant = "tenant-1", bool Torn = false);

    public ConcurrentDictionary<string, Door> Doors { get; } = new(StringComparer.Ordinal);
    public bool IsDown { get; set; }
    public bool IsLocked { get; set; }
    /// <summary>Looks at notes do not end before this does.</summary>
    public Task NotesHang { get; set; } = Task.CompletedTask;
    public int Looks;

    public Door At(SurfaceAddress room) => Doors.GetValueOrDefault(room.Canonical) ?? new Door();
}

internal sealed class DemoNote(DemoHouse house) : DemoMethod(house)
{
    public override SurfaceMethod Method => DemoScheme.Note;

    protected override async Task<CheckOutcome> ReadAsync(DemoHouse.Door door, string? token, OperatorGrant? grant, CancellationToken ct)
    {
        await House.NotesHang.WaitAsync(ct);
        return door.Torn ? DemoScheme.Torn
            : token is null || (door.Note is { } note && TokenText.AllIn(note) is { Count: 1 } tokens && tokens.Contains(token)) ? CheckOutcome.Verified
            : CheckOutcome.TokenNotFound;
    }
}

internal sealed class DemoBell(DemoHouse house) : DemoMethod(house)
{
    public override SurfaceMethod Method => DemoScheme.Bell;

    public override GrantForm Grant { get; } = new([new("bell_code", "Code of the bell", Secret: true, code => code.Length == 4, "A bell's code has four characters.")]);

    protected override Task<CheckOutcome> ReadAsync(DemoHouse.Door door, string? token, OperatorGrant? grant, CancellationToken ct) => Task.FromResult(
        (door.Bell, grant) switch
        {
            // Only somebody who has the code can ring; the registry itself hears nothing but what rings by itself.
            (null, _) => DemoScheme.Silent,
            ({ } bell, null) => token is null || bell == token ? CheckOutcome.Verified : DemoScheme.Silent,
            ({ } bell, { } code) => token is null || bell == $"{code["bell_code"]} {token}" ? CheckOutcome.Verified : DemoScheme.Silent,
        });
}

internal abstract class DemoMethod(DemoHouse house) : IProofMethod, ILookPace
{
    protected DemoHouse House => house;

    public abstract SurfaceMethod Method { get; }
    public ILookPace Pace => this;
    public TimeSpan Patience => TimeSpan.FromSeconds(5);
    public virtual GrantForm? Grant => null;
    public BindingTexts Texts => new("a room", AccessLost: "Unlock the house.", Contradicted: "Pin a new note to the door.", Aged: "Ring again.");

    public IReadOnlyDictionary<string, string> PlaceOf(SurfaceAddress address, string token) =>
        new Dictionary<string, string> { ["kind"] = "door", ["room"] = ((Room)address).Name, ["value"] = token };

    public IReadOnlyList<string> StepsFor(SurfaceAddress address, string token) => [$"Write {token} on a note and pin it to the door."];

    public JsonElement? EvidenceOf(string state) => JsonSerializer.SerializeToElement(new { door = "wood" });

    public Task<LookResult> LookForTokenAsync(TokenLook look, CancellationToken ct) => LookAsync(look.Address, look.Token, null, look.Grant, ct);

    public Task<LookResult> LookAgainAsync(BindingLook look, CancellationToken ct) => LookAsync(look.Address, null, look.State, look.Grant, ct);

    LookPace ILookPace.PaceAt(DateTimeOffset now) => LookPace.Free;

    int ILookPace.Take(int most) => most;

    void ILookPace.Return(int unused)
    {
    }

    /// <param name="token">Null where a binding is looked at again.</param>
    protected abstract Task<CheckOutcome> ReadAsync(DemoHouse.Door door, string? token, OperatorGrant? grant, CancellationToken ct);

    private async Task<LookResult> LookAsync(SurfaceAddress address, string? token, string? state, OperatorGrant? grant, CancellationToken ct)
    {
        Interlocked.Increment(ref house.Looks);
        var by = grant is null ? EvidenceReaders.OwnGrant : EvidenceReaders.OperatorToken;
        if (house.IsDown) return LookResult.NotProved(CheckOutcome.Unreachable, "The house could not be reached.", by);
        if (house.IsLocked) return LookResult.NotProved(DemoScheme.Locked, "The house is locked.", by);
        var door = house.At(address);
        var outcome = await ReadAsync(door, token, grant, ct);
        if (outcome == CheckOutcome.Verified && token is null && state is not null && state != door.Tenant) outcome = DemoScheme.OtherTenant;
        return outcome == CheckOutcome.Verified
            ? LookResult.Proved(new ProofOfControl(Method.Id, door.Tenant, door.Tenant, OneTime: grant is not null), "It is there.", by)
            : LookResult.NotProved(outcome, "Pin the token to the door.", by);
    }
}

/// <summary>What a form makes of a room that somebody typed.</summary>
internal sealed class DemoInterpreter : IAddressInterpreter
{
    public AddressHelp? Interpret(string text, string? country) =>
        new DemoScheme().Guess(text)?.Address is { } room ? new AddressHelp(room.Canonical, $"Room {((Room)room).Name}", null, null) : null;
}

internal static class DemoServices
{
    /// <summary>All that the registry is told of the scheme.</summary>
    public static void AddDemoScheme(this IServiceCollection services, DemoHouse house) => services
        .AddSingleton(house).AddSingleton<ISurfaceScheme, DemoScheme>().AddSingleton<IAddressInterpreter, DemoInterpreter>().AddScoped<IProofMethod, DemoNote>().AddScoped<IProofMethod, DemoBell>();
}
