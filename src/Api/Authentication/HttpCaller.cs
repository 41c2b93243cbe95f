using System.Security.Claims;
using AiIdentity.Api.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Authentication;

/// <summary>The claims by which a caller is known within the process.</summary>
internal static class CallerClaims
{
    public const string AccountId = "account";
    public const string SessionId = "session";
    public const string ApiKeyId = "api_key";
    public const string Scope = "scope";
}

internal sealed class HttpCaller(HttpContextAccessor accessor) : ICaller
{
    private HttpContext? Http => accessor.HttpContext;
    private ClaimsPrincipal? User => Http?.User;

    public AccountId AccountId => Id.Parse<AccountId>(
        User?.FindFirstValue(CallerClaims.AccountId) ?? throw new InvalidOperationException("Nobody is signed in."));

    public ApiKeyId? ApiKeyId => User?.FindFirstValue(CallerClaims.ApiKeyId) is { } id ? Id.Parse<ApiKeyId>(id) : null;

    // The access middleware has judged the caller before any use case runs.
    public bool ActsAsAdministrator => Http?.GetEndpoint()?.Metadata.GetMetadata<AccessMetadata>() is { Administrator: true };

    public UInt128 Network => Http is { } http ? ClientAddress.NetworkOf(http.Connection.RemoteIpAddress) : 0;

    public bool IsSignedIn => User?.Identity is { IsAuthenticated: true };

    public CallerAccess? Access => Http?.GetEndpoint()?.Metadata.GetMetadata<AccessMetadata>() is { } asked
        ? new CallerAccess(AccountId, User!.FindFirstValue(CallerClaims.SessionId) is { } id ? Id.Parse<SessionId>(id) : null, ApiKeyId, asked.Administrator)
        : null;
}
