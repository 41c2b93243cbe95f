using System.Security.Claims;

namespace AiIdentity.Client.AspNetCore;

/// <summary>The agent that calls, by a Passport that was judged valid. It is no user: what it may do here is for the application to decide.</summary>
public sealed class PassportPrincipal : ClaimsPrincipal
{
    /// <summary>The authentication type of its one identity.</summary>
    public const string AuthenticationType = "AiIdentity";

    /// <param name="verdict">One that is valid.</param>
    public PassportPrincipal(PassportVerdict verdict)
        : base(new ClaimsIdentity(ClaimsOf(verdict), AuthenticationType, ClaimTypes.NameIdentifier, null)) => Verdict = verdict;

    /// <summary>All that the Passport says, and how old the knowledge is that it was judged by.</summary>
    public PassportVerdict Verdict { get; }

    private static IEnumerable<Claim> ClaimsOf(PassportVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        if (!verdict.Valid) throw new ArgumentException("The Passport is not valid.", nameof(verdict));
        yield return new Claim(ClaimTypes.NameIdentifier, verdict.Identity!);
        yield return new Claim("passport", verdict.PassportId!);
        yield return new Claim("tier", verdict.Tier!.Value.Value);
        if (verdict.Operator!.Display is { } display) yield return new Claim("operator", display);
        foreach (var surface in verdict.Surfaces!) yield return new Claim("surface", surface);
        foreach (var capability in verdict.Capabilities!) yield return new Claim("capability", capability);
    }
}
