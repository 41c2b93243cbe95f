using AiIdentity.Api.Authentication;
using AiIdentity.Api.Tests.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Access;

/// <summary>A request that a route takes.</summary>
/// <param name="Body">Null for none.</param>
internal sealed record Sample(string Path, object? Body = null);

/// <summary>An account with something of everything, whose requests are held.</summary>
internal sealed record Stage(RegistryHost Registry, Operator Owner, string Identity, string Bound, string Claimed, string Challenge, string Passport)
{
    public required string Key { get; init; }
    public required string KeyId { get; init; }
    public required string OtherKeyId { get; init; }
    public required string PasskeyId { get; init; }
    public required Authenticator Device { get; init; }
    public required string OtherSession { get; init; }
    public required string Attestation { get; init; }
    public required string Account { get; init; }
    /// <summary>The browser's answer to a question for a new passkey.</summary>
    public required IReadOnlyDictionary<string, object> NewPasskey { get; init; }
    /// <summary>The key of the authenticator app, once the second factor was started.</summary>
    public string? AuthenticatorKey { get; set; }

    public async Task<object> PasskeyProofAsync(string bearer) =>
        Device.Show((await Registry.Post("/api/v1/auth/me/passkeys/ask", null, bearer)).Must(200).Json!);
}

/// <summary>One good request for each route that writes for somebody; in an order in which all of them succeed one after the other.</summary>
internal static class WriteRoutes
{
    private static readonly object Proof = new { password = Operator.Password };

    public static readonly (string Route, Func<Stage, Sample> Sample)[] OfPeople =
    [
        ("POST /api/v1/identities", _ => new("/api/v1/identities", new { name = "Second", operator_display = "Acme Ltd" })),
        ("PATCH /api/v1/identities/{id}", s => new($"/api/v1/identities/{s.Identity}", new { capabilities = new[] { "sales" } })),
        ("POST /api/v1/identities/{id}/surfaces", s => new($"/api/v1/identities/{s.Identity}/surfaces", new { surface = "wa:@another.agent" })),
        ("PATCH /api/v1/identities/{id}/surfaces/{surfaceId}", s => new($"/api/v1/identities/{s.Identity}/surfaces/{s.Claimed}", new { @public = false })),
        ("POST /api/v1/challenges/{id}/check", s => new($"/api/v1/challenges/{s.Challenge}/check", new { })),
        ("POST /api/v1/identities/{id}/surfaces/{surfaceId}/challenges", s => new($"/api/v1/identities/{s.Identity}/surfaces/{s.Claimed}/challenges")),
        ("POST /api/v1/identities/{id}/surfaces/{surfaceId}/recheck", s => new($"/api/v1/identities/{s.Identity}/surfaces/{s.Bound}/recheck", new { })),
        ("POST /api/v1/identities/{id}/passports", s => new($"/api/v1/identities/{s.Identity}/passports", new { })),
        ("POST /api/v1/issue", s => new("/api/v1/issue", new { identity = s.Identity })),
        ("POST /api/v1/passports/{id}/revoke", s => new($"/api/v1/passports/{s.Passport}/revoke", new { })),
        ("POST /api/v1/api-keys", _ => new("/api/v1/api-keys", new { name = "stolen", scopes = new[] { "identity:read" } })),
        ("DELETE /api/v1/api-keys/{id}", s => new($"/api/v1/api-keys/{s.OtherKeyId}")),
        ("POST /api/v1/auth/me/confirmation-mail", _ => new("/api/v1/auth/me/confirmation-mail")),
        ("POST /api/v1/auth/me/passkeys/new", _ => new("/api/v1/auth/me/passkeys/new")),
        ("POST /api/v1/auth/me/passkeys/ask", _ => new("/api/v1/auth/me/passkeys/ask")),
        ("POST /api/v1/auth/me/passkeys", s => new("/api/v1/auth/me/passkeys", new Dictionary<string, object>(s.NewPasskey, StringComparer.Ordinal) { ["password"] = Operator.Password })),
        ("PATCH /api/v1/auth/me/passkeys/{id}", s => new($"/api/v1/auth/me/passkeys/{s.PasskeyId}", new { name = "Renamed" })),
        ("DELETE /api/v1/auth/me/passkeys/{id}", s => new($"/api/v1/auth/me/passkeys/{s.PasskeyId}", Proof)),
        ("POST /api/v1/auth/me/second-factor", _ => new("/api/v1/auth/me/second-factor", Proof)),
        ("POST /api/v1/auth/me/second-factor/enable", s => new("/api/v1/auth/me/second-factor/enable", new { code = s.AuthenticatorKey is { } key ? Totp.Now(key) : "000000" })),
        ("POST /api/v1/auth/me/second-factor/recovery-codes", _ => new("/api/v1/auth/me/second-factor/recovery-codes", Proof)),
        ("POST /api/v1/auth/me/second-factor/disable", _ => new("/api/v1/auth/me/second-factor/disable", Proof)),
        ("POST /api/v1/auth/me/password", _ => new("/api/v1/auth/me/password", new { password = Operator.Password, new_password = Operator.Password })),
        ("DELETE /api/v1/auth/me/sessions/{id}", s => new($"/api/v1/auth/me/sessions/{s.OtherSession}")),
        ("POST /api/v1/auth/me/sessions/end-others", _ => new("/api/v1/auth/me/sessions/end-others")),
        ("DELETE /api/v1/identities/{id}/surfaces/{surfaceId}", s => new($"/api/v1/identities/{s.Identity}/surfaces/{s.Claimed}")),
        ("POST /api/v1/identities/{id}/revoke", s => new($"/api/v1/identities/{s.Identity}/revoke", new { })),
        ("POST /api/v1/auth/me/delete", _ => new("/api/v1/auth/me/delete", Proof)),
        ("POST /api/v1/auth/logout", _ => new("/api/v1/auth/logout")),
    ];

    public static readonly (string Route, Func<Stage, Sample> Sample)[] OfAdministrators =
    [
        ("POST /api/v1/admin/identities/{id}/attestations", s => new($"/api/v1/admin/identities/{s.Identity}/attestations", new { tier = "business_verified", provider = "Register", reference = "1" })),
        ("POST /api/v1/admin/identities/{id}/attestations/{attestationId}/end", s => new($"/api/v1/admin/identities/{s.Identity}/attestations/{s.Attestation}/end", new { reason = "over" })),
        ("POST /api/v1/admin/identities/{id}/suspend", s => new($"/api/v1/admin/identities/{s.Identity}/suspend", new { reason = "reported" })),
        ("POST /api/v1/admin/identities/{id}/reinstate", s => new($"/api/v1/admin/identities/{s.Identity}/reinstate", new { reason = "cleared" })),
        ("PUT /api/v1/admin/accounts/{id}/plan", s => new($"/api/v1/admin/accounts/{s.Account}/plan", new { plan = "business" })),
        ("POST /api/v1/admin/keys/rotate", _ => new("/api/v1/admin/keys/rotate", new { reason = "planned" })),
        ("POST /api/v1/admin/keys/{kid}/compromised", s => new($"/api/v1/admin/keys/{s.KeyOf()}/compromised", new { reason = "stolen" })),
    ];

    /// <summary>Routes that are written as POST and change nothing.</summary>
    private static readonly string[] OnlyRead = ["POST /api/v1/surfaces/address-help"];

    /// <summary>Every route that asks for somebody and is no GET, with what it asks for.</summary>
    public static IEnumerable<(string Route, AccessMetadata Access)> Of(RegistryHost registry) =>
        from endpoint in registry.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let access = endpoint.Metadata.GetMetadata<AccessMetadata>()
        let method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0]
        where access is not null && method is not ("GET" or "HEAD")
        let route = $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"
        where !OnlyRead.Contains(route, StringComparer.Ordinal)
        select (route, access);

    private static string KeyOf(this Stage stage) => stage.Registry.ActiveKey!;
}
