using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class AdminAccountEndpoints
{
    public sealed record PlanBody(string? Plan);

    public static void MapAdminAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup("/api/v1/admin/accounts").WithTags("Administration");
        accounts.MapGet("", Find).WithName("FindAccounts").RequireAdministrator().Refuses(RequestErrors.ValidationFailed);
        accounts.MapPut("{id}/plan", ChangePlan).WithName("ChangePlan").RequireAdministrator().RefusesBody().Refuses(AccountErrors.AccountUnknown, RequestErrors.LostRace);
    }

    private static async Task<Ok<Page<AccountView>>> Find(string? email, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new FindAccounts(email), ct));

    private static async Task<Ok<AccountView>> ChangePlan(string id, PlanBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ChangePlan(id.As<AccountId>(AccountErrors.AccountUnknown), body.Plan), ct));
}
