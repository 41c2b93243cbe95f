namespace AiIdentity.Domain.WhatsApp;

/// <summary>Why a profile could not be read.</summary>
public enum ReadFailure
{
    /// <summary>Nothing learnt: an outage, a limit, an answer that changed while it was read.</summary>
    Unreachable,
    /// <summary>The token does not reach the profile, or there is none: the platform gives both one answer.</summary>
    GrantLost,
    /// <summary>The platform says that the number is not registered, or restricted.</summary>
    NotLive,
}

/// <summary>What a number's own record says about whether it is a real, running business number.</summary>
public enum NumberStanding
{
    Live,
    NotLive,
    Test,
}

/// <summary>One consistent look at a profile: read, and found unchanged at the end. Held in memory only.</summary>
/// <param name="Locator">The phone number id, or the directory's profile id.</param>
/// <param name="Number">The number that the platform shows, parsed; null where it shows none that can be read.</param>
/// <param name="Username">The handle; null where there is none.</param>
/// <param name="UsernameApproved">The handle is visible, not just reserved.</param>
public sealed record ProfileReading(
    ReaderKind Reader,
    string Locator,
    WaPhone? Number,
    NumberStanding Standing,
    WaUsername? Username,
    bool UsernameApproved,
    string? About,
    string? Description)
{
    /// <summary>Readings hold numbers and handles: nothing of them is written by accident.</summary>
    public override string ToString() => $"{Reader} reading";
}

/// <summary>The facts of a Graph API number node that decide its standing.</summary>
public static class NumberNode
{
    /// <param name="status">Only CONNECTED is live; the platform's set is open.</param>
    /// <param name="codeVerificationStatus">Long-lived numbers show EXPIRED; only NOT_VERIFIED disqualifies.</param>
    public static NumberStanding StandingOf(WaPhone? number, string? status, string? platformType, string? codeVerificationStatus, string? accountMode)
    {
        if (accountMode == "SANDBOX" || number?.IsTestArea == true) return NumberStanding.Test;
        return number is not null && status == "CONNECTED" && platformType == "CLOUD_API" && codeVerificationStatus is not (null or "" or "NOT_VERIFIED")
            ? NumberStanding.Live
            : NumberStanding.NotLive;
    }
}
