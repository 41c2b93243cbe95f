using AiIdentity.Client;

namespace AiIdentity.Dashboard.Pages.Identities;

/// <summary>How good a state is; chooses its colour and mark.</summary>
public enum Tone
{
    Plain,
    Good,
    Careful,
    Bad,
}

/// <summary>The registry's states in a person's words.</summary>
internal static class Wording
{
    private static readonly Dictionary<SurfaceStatus, (string Word, Tone Tone)> Surfaces = new()
    {
        [SurfaceStatus.Claimed] = ("Not proved yet", Tone.Plain),
        [SurfaceStatus.Bound] = ("Proved", Tone.Good),
        [SurfaceStatus.Unconfirmed] = ("Unconfirmed", Tone.Careful),
        [SurfaceStatus.Suspended] = ("Suspended", Tone.Bad),
        [SurfaceStatus.Lapsed] = ("Lapsed", Tone.Careful),
        [SurfaceStatus.Released] = ("Released", Tone.Plain),
        [SurfaceStatus.Superseded] = ("Taken over", Tone.Bad),
    };

    // Where there is nothing to do, there is no advice.
    private static readonly Dictionary<SurfaceStatus, string> Advices = new()
    {
        [SurfaceStatus.Unconfirmed] = "The registry can no longer look at it. It stays public for some days: give the registry its access back, or check it with access of your own.",
        [SurfaceStatus.Suspended] = "What the registry last saw contradicts the proof. Mend it there and check it again, or prove it again; after some days it lapses.",
        [SurfaceStatus.Lapsed] = "It could not be confirmed in time, so it is no longer public and the Passports that named it are revoked. Prove it again at any time.",
        [SurfaceStatus.Superseded] = "Somebody else has proved this address since, so it is no longer bound to this identity and the Passports that named it are revoked. If you still hold it, prove it again: the newest proof counts.",
    };

    private static readonly Dictionary<Tier, (string Name, string Meaning)> Tiers = new()
    {
        [Tier.Issued] = ("Issued", "The identity is written down."),
        [Tier.IdentityVerified] = ("Identity verified", "Its operator's email is confirmed, and a public address is proved."),
        [Tier.CreatorVerified] = ("Creator verified", "The registry attests the person behind it."),
        [Tier.BusinessVerified] = ("Business verified", "The registry attests the business behind it."),
    };

    private static readonly Dictionary<IdentityStatus, (string Word, Tone Tone)> Identities = new()
    {
        [IdentityStatus.Active] = ("Active", Tone.Good),
        [IdentityStatus.Suspended] = ("Suspended", Tone.Bad),
        [IdentityStatus.Revoked] = ("Revoked", Tone.Bad),
    };

    private static readonly Dictionary<PassportStatus, (string Word, Tone Tone)> Passports = new()
    {
        [PassportStatus.Active] = ("Active", Tone.Good),
        [PassportStatus.Revoked] = ("Revoked", Tone.Bad),
        [PassportStatus.Expired] = ("Expired", Tone.Plain),
    };

    private static readonly Dictionary<Plan, (string Name, string Allowance)> Plans = new()
    {
        [Plan.Free] = ("Free", "one identity that is not revoked"),
        [Plan.Studio] = ("Studio", "10 identities that are not revoked"),
        [Plan.Business] = ("Business", "100 identities that are not revoked"),
    };

    private static readonly Dictionary<SessionKind, string> Sessions = new()
    {
        [SessionKind.Cookie] = "Browser",
        [SessionKind.Token] = "Program",
    };

    private static readonly Dictionary<EventType, string> Events = new()
    {
        [EventType.AccountConfirmed] = "Email confirmed",
        [EventType.AccountDeleted] = "Account deleted",
        [EventType.PlanChanged] = "Plan changed",
        [EventType.ApiKeyCreated] = "API key created",
        [EventType.ApiKeyEnded] = "API key ended",
        [EventType.IdentityCreated] = "Identity issued",
        [EventType.IdentityChanged] = "Details changed",
        [EventType.IdentitySuspended] = "Suspended by the registry",
        [EventType.IdentityReinstated] = "Reinstated by the registry",
        [EventType.IdentityRevoked] = "Identity revoked",
        [EventType.AttestationRecorded] = "Attested by the registry",
        [EventType.AttestationEnded] = "Attestation ended",
        [EventType.SurfaceClaimed] = "Address added",
        [EventType.SurfaceBound] = "Address proved",
        [EventType.SurfaceRenewed] = "Address proved again",
        [EventType.SurfaceHidden] = "Address hidden",
        [EventType.SurfaceShown] = "Address shown",
        [EventType.SurfaceUnconfirmed] = "View of the address lost",
        [EventType.SurfaceSuspended] = "Address suspended",
        [EventType.SurfaceRestored] = "Address confirmed again",
        [EventType.SurfaceLapsed] = "Proof lapsed",
        [EventType.SurfaceReleased] = "Address released",
        [EventType.SurfaceSuperseded] = "Address taken over by a later proof",
        [EventType.ChallengeCreated] = "Token dealt",
        [EventType.ChallengeSuperseded] = "Token replaced by a newer one",
        [EventType.ChallengeExhausted] = "Token used up by checks",
        [EventType.ChallengeCancelled] = "Token cancelled",
        [EventType.PassportIssued] = "Passport issued",
        [EventType.PassportRevoked] = "Passport revoked",
        [EventType.SigningKeyAnnounced] = "Signing key announced",
        [EventType.SigningKeyCompromised] = "Signing key compromised",
    };

    /// <summary>The address without the name of its scheme, which stands beside it in words.</summary>
    public static string Address(SurfaceView surface) => surface.Surface[(surface.Surface.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>What stands in the place of words for a value that this version does not know.</summary>
    public static string Text<T>(T value) where T : struct, IOpenEnum<T> => value.Value.Replace('_', ' ');

    public static (string Word, Tone Tone) State(SurfaceView surface) =>
        IsAged(surface) ? ("Proof has aged", Tone.Careful) : Surfaces.GetValueOrDefault(surface.Status, (Text(surface.Status), Tone.Plain));

    /// <summary>What a state means and what its operator can do; null where there is nothing to do.</summary>
    public static string? Advice(SurfaceView surface) => IsAged(surface)
        ? "It was proved with something that is not kept, so the registry can't look again by itself. Check it again, or it lapses."
        : Advices.GetValueOrDefault(surface.Status);

    public static bool Holds(SurfaceView surface) =>
        surface.Status == SurfaceStatus.Bound || surface.Status == SurfaceStatus.Unconfirmed || surface.Status == SurfaceStatus.Suspended;

    public static string Name(Tier tier) => Tiers.TryGetValue(tier, out var words) ? words.Name : Text(tier);

    public static string Meaning(Tier tier) => Tiers.TryGetValue(tier, out var words) ? words.Meaning : "";

    public static (string Word, Tone Tone) State(IdentityStatus status) => Identities.GetValueOrDefault(status, (Text(status), Tone.Plain));

    public static (string Word, Tone Tone) State(PassportStatus status) => Passports.GetValueOrDefault(status, (Text(status), Tone.Plain));

    public static string Name(Plan plan) => Plans.TryGetValue(plan, out var words) ? words.Name : Text(plan);

    /// <summary>How much the plan allows; empty for one that this version does not know.</summary>
    public static string Allowance(Plan plan) => Plans.TryGetValue(plan, out var words) ? words.Allowance : "";

    public static string Name(SessionKind kind) => Sessions.GetValueOrDefault(kind, Text(kind));

    public static string What(EventType type) => Events.GetValueOrDefault(type, Text(type));

    /// <param name="account">The id of the account that reads.</param>
    public static string Who(EventView happened, string account) => happened.Actor switch
    {
        "system" => "the registry",
        "administrator" => "the registry's administrator",
        _ when happened.Actor == account => "you",
        _ when happened.Actor.StartsWith("key_", StringComparison.Ordinal) => "an API key",
        _ => "somebody else",
    };

    /// <summary>A known reason in words; anything else is a person's own note and stays as it is.</summary>
    public static string? Why(EventView happened) => happened.Reason switch
    {
        null or "" or "operator" => null,
        "superseded" => "a later proof counts",
        "hidden" => "an address was hidden",
        "released" => "an address was released",
        "lapsed" => "a proof lapsed",
        "identity_revoked" => "the identity was revoked",
        "details_changed" or "operator_changed" => "its operator changed",
        "key_compromised" => "the signing key was compromised",
        var reason => happened.Actor == "system" ? reason.Replace('_', ' ') : reason,
    };

    private static bool IsAged(SurfaceView surface) => surface.Status == SurfaceStatus.Bound && surface.Freshness == Freshness.Aged;
}
