using System.Text.Json.Serialization;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class ApiKeyEndpoints
{
    public sealed record CreateApiKeyBody(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

    /// <summary>The secret stands here this once; a retry of the request is given the rest.</summary>
    public sealed record NewApiKey(
        string Id, string Name, string Secret, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateOnly? LastUsedOn)
        : IShownOnce
    {
        [JsonIgnore]
        public object WithoutSecret => new ApiKeyView(Id, Name, Prefix, Scopes, CreatedAt, ExpiresAt, LastUsedOn);
    }

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/api-keys").WithTags("API keys");
        keys.MapGet("", List).WithName("ListApiKeys").RequirePerson().RefusesPage();
        keys.MapPost("", Create).WithName("CreateApiKey").RequirePerson().Idempotent().RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, AccountErrors.TooManyKeys, RequestErrors.LostRace);
        keys.MapDelete("{id}", End).WithName("EndApiKey").RequirePerson().Refuses(AccountErrors.ApiKeyUnknown, RequestErrors.LostRace);
    }

    private static async Task<Ok<Page<ApiKeyView>>> List(string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListApiKeys(Paging.Of(cursor, limit)), ct));

    private static async Task<Created<NewApiKey>> Create(CreateApiKeyBody body, IMediator mediator, CancellationToken ct)
    {
        var (secret, key) = await mediator.Send(new CreateApiKey(body.Name, body.Scopes, body.ExpiresAt), ct);
        return TypedResults.Created(
            $"/api/v1/api-keys/{key.Id}", new NewApiKey(key.Id, key.Name, secret, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedOn));
    }

    private static async Task<NoContent> End(string id, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new EndApiKey(id.As<ApiKeyId>(AccountErrors.ApiKeyUnknown)), ct);
        return TypedResults.NoContent();
    }
}
