using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>A WhatsApp business username: <c>wa:@</c> and 3 to 35 of <c>a-z 0-9 . _</c>, canonically lower case.</summary>
public sealed record WaUsername : WhatsAppAddress
{
    private static readonly SurfaceMethod[] OfUsernames = [WhatsAppScheme.Username];

    private WaUsername(string name) => Name = name;

    /// <summary>The handle without <c>@</c>, lower case.</summary>
    public string Name { get; }

    public override string Canonical => "wa:@" + Name;
    public override string Folded => Canonical;
    public override IReadOnlyList<SurfaceMethod> Methods => OfUsernames;
    public override CheckOutcome OtherProfile => WhatsAppOutcomes.UsernameMismatch;

    public override CheckOutcome? Mismatch(ProfileReading reading) =>
        reading.Username != this ? WhatsAppOutcomes.UsernameMismatch
        : reading.UsernameApproved ? null
        : WhatsAppOutcomes.UsernameNotApproved;

    internal static WaUsername? TryParse(ReadOnlySpan<char> handle) => WhatsAppGrammar.Username(handle) is { } name ? new WaUsername(name) : null;

    /// <summary>Reads the <c>username</c> that a platform reports, without <c>@</c>; null for none or one that can't be a handle.</summary>
    public static WaUsername? FromPlatform(string? username) => username is null ? null : TryParse(username);
}
