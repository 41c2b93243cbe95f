using AiIdentity.Domain.Accounts;

namespace AiIdentity.Application.Shared;

/// <summary>Who sent the request that is being handled.</summary>
public interface ICaller
{
    /// <summary>The signed-in account; a use case that needs one is only reached with one.</summary>
    AccountId AccountId { get; }

    /// <summary>Set where an API key acts for the account.</summary>
    ApiKeyId? ApiKeyId { get; }

    /// <summary>An administrator acting as such: on what may be somebody else's.</summary>
    bool ActsAsAdministrator { get; }

    /// <summary>Which network the request comes from, by client address; 0 in the background.</summary>
    UInt128 Network { get; }

    /// <summary>False in the background, where the registry itself acts.</summary>
    bool IsSignedIn { get; }
}
