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

    /// <summary>By what the caller was let in, where the route asks for somebody; null on public routes and in the background.</summary>
    CallerAccess? Access { get; }
}

/// <summary>By what a caller was let in before the request was read. It may end before the request writes.</summary>
/// <param name="SessionId">The session; null where an API key acts.</param>
/// <param name="ApiKeyId">The API key; null where a person acts.</param>
/// <param name="Administrator">Whether the route asks for an administrator.</param>
public sealed record CallerAccess(AccountId AccountId, SessionId? SessionId, ApiKeyId? ApiKeyId, bool Administrator);
