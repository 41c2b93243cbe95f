using System.Globalization;
using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Api.Pages.Views;

/// <summary>What a record comes to, at a glance: one word, one sentence, one colour.</summary>
/// <param name="Look">The class of the stylesheet: vouched, unproved, suspended, revoked.</param>
/// <param name="Short">For the badge.</param>
public sealed record PassportSeal(string Look, string Word, string Tag, string Sentence)
{
    public static PassportSeal Of(PublicRecord record) => record.Status switch
    {
        IdentityStatus.Revoked => new("revoked", "Revoked", "revoked",
            "This identity was revoked, for good. Don't trust an agent that shows it."),
        IdentityStatus.Suspended => new("suspended", "Suspended", "suspended",
            "The registry has suspended this identity. Don't rely on it unless it is reinstated."),
        IdentityStatus.Active => record.Tier switch
        {
            Tier.Issued => new("unproved", "Nothing proved", "not proved",
                "Nobody has proved a public address for this agent. Its name alone proves nothing."),
            Tier.IdentityVerified => new("vouched", "Identity verified", "identity verified", Proved(record)),
            Tier.CreatorVerified => new("vouched", "Creator verified", "creator verified", Proved(record)),
            Tier.BusinessVerified => new("vouched", "Business verified", "business verified", Proved(record)),
        },
    };

    public static string Name(Tier tier) => tier switch
    {
        Tier.Issued => "Issued",
        Tier.IdentityVerified => "Identity verified",
        Tier.CreatorVerified => "Creator verified",
        Tier.BusinessVerified => "Business verified",
    };

    public static string Why(Tier tier, bool reached) => tier switch
    {
        Tier.Issued => "The registry holds this identity.",
        Tier.IdentityVerified => reached ? "The operator confirmed their email and proved a public address." : "No public address is proved.",
        Tier.CreatorVerified => reached ? "The registry attested who the operator is." : "The registry has not checked who the operator is.",
        Tier.BusinessVerified => reached ? "The registry attested the business behind the agent." : "The registry has not checked a business behind the agent.",
    };

    private static string Proved(PublicRecord record) => record.Operator switch
    {
        { Anonymous: true } => "The operator stays anonymous. They have proved the addresses below, and no others.",
        { Verified: true, Display: var name } => string.Create(CultureInfo.InvariantCulture, $"The registry has checked who {name} is. They have proved the addresses below, and no others."),
        { Display: var name } => string.Create(CultureInfo.InvariantCulture, $"Whoever calls themselves {name} has proved the addresses below, and no others. The name itself was not checked."),
    };
}
