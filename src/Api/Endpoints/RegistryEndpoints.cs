using AiIdentity.Api.Authentication;
using AiIdentity.Api.Sandbox;
using AiIdentity.Application.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Endpoints;

/// <summary>What the dashboard must know of the process that serves it.</summary>
internal static class RegistryEndpoints
{
    /// <param name="SandboxUrl">The page that stands in for a phone; null outside Development.</param>
    public sealed record RegistryFacts(string Issuer, string? SandboxUrl);

    public static void MapRegistryFacts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/registry", Read).WithTags("Registry").WithName("GetRegistry").RequirePerson();

    private static Ok<RegistryFacts> Read(IOptions<RegistryOptions> registry, IConfiguration configuration) =>
        TypedResults.Ok(new RegistryFacts(registry.Value.Issuer, RegistrySandbox.IsOn(configuration) ? "/sandbox" : null));
}
