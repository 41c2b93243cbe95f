using AiIdentity.Api.Authentication;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

/// <summary>Help for a form that takes addresses from people; programs write the canonical address themselves.</summary>
internal static class AddressEndpoints
{
    public sealed record AddressHelpBody(string? Text, string? Country);

    public static void MapAddresses(this IEndpointRouteBuilder routes)
    {
        var surfaces = routes.MapGroup("/api/v1/surfaces").WithTags("Surfaces");
        surfaces.MapPost("address-help", Help).WithName("HelpWithAddress").RequirePerson().RefusesBody();
        surfaces.MapGet("countries", Countries).WithName("ListPhoneCountries").RequirePerson();
    }

    private static async Task<Ok<AddressHelp>> Help(AddressHelpBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new HelpWithAddress(body.Text, body.Country), ct));

    private static Ok<Page<PhoneCountry>> Countries(IPhoneNumbers phones) => TypedResults.Ok(new Page<PhoneCountry>(phones.Countries, null));
}
