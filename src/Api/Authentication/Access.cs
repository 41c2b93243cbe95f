using AiIdentity.Api.Limits;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Authentication;

/// <summary>Who may use a route; a route without one is public.</summary>
/// <param name="Scope">What an API key needs; null where no key will do.</param>
internal sealed record AccessMetadata(string? Scope, bool Administrator = false);

/// <summary>Says who may use a route.</summary>
internal static class AccessExtensions
{
    /// <summary>A signed-in person, or an API key with this scope.</summary>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder route, string scope) => route
        .WithMetadata(new AccessMetadata(scope))
        .Refuses(AccountErrors.CredentialsInvalid, AccountErrors.ScopeMissing);

    public static RouteHandlerBuilder RequirePerson(this RouteHandlerBuilder route) => route
        .WithMetadata(new AccessMetadata(Scope: null))
        .Refuses(AccountErrors.CredentialsInvalid, AccountErrors.PersonRequired);

    public static RouteHandlerBuilder RequireAdministrator(this RouteHandlerBuilder route) => route
        .WithMetadata(new AccessMetadata(Scope: null, Administrator: true))
        .Refuses(AccountErrors.CredentialsInvalid, AccountErrors.PersonRequired, AccountErrors.AdministratorRequired);
}

/// <summary>Judges who asks before anything of the request is read; <see cref="CurrentAccess"/> judges again where it writes.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, HttpContextAccessor accessor)
{
    public Task InvokeAsync(HttpContext context) =>
        // No use case behind these asks who calls: they need not carry the request along.
        PublicRateLimiter.LimitOf(context) is null ? JudgeAsync(context) : next(context);

    private async Task JudgeAsync(HttpContext context)
    {
        accessor.HttpContext = context;
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessMetadata>() is { } access)
        {
            var user = context.User;
            if (user.Identity is not { IsAuthenticated: true }) throw new RefusedException(AccountErrors.CredentialsInvalid);
            if (user.FindFirst(CallerClaims.ApiKeyId) is not null)
            {
                if (access.Scope is null) throw new RefusedException(AccountErrors.PersonRequired);
                if (!user.HasClaim(CallerClaims.Scope, access.Scope))
                    throw new RefusedException(AccountErrors.ScopeMissing, detail: $"The API key lacks the scope {access.Scope}. Create a key with it.");
            }
            else if (access.Administrator)
            {
                var services = context.RequestServices;
                await services.GetRequiredService<CurrentAccess>().RequireAdministratorAsync(services.GetRequiredService<ICaller>().Access!, context.RequestAborted);
            }
        }

        await next(context);
    }
}
