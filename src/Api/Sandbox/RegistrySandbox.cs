using AiIdentity.Api.Http;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.WhatsAppSandbox;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Sandbox;

/// <summary>WhatsApp's stand-in inside the registry's process, with what only the registry can offer: its clock, its rounds, its mail.</summary>
internal static class RegistrySandbox
{
    private const long LongestAdvance = 10L * 366 * 24 * 60 * 60;

    private const int LongestLife = 366 * 24 * 60;

    public sealed record AdvanceBody(long? AdvanceSeconds);

    public sealed record LiveBody(int? Minutes);

    public static bool IsOn(IConfiguration configuration) => configuration.GetValue<bool>("Sandbox:Enabled");

    /// <param name="folder">Where its numbers and clock are kept: beside the database.</param>
    public static void AddRegistrySandbox(this IServiceCollection services, string folder)
    {
        services.AddHostedService(_ => new SandboxFiles(folder));
        services.AddSingleton(new SandboxClock(Path.Combine(folder, "sandbox-clock.txt")));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<SandboxClock>());
        services.AddWhatsAppSandbox(sandbox => sandbox.StatePath = Path.Combine(folder, "sandbox-numbers.json"));
    }

    public static void MapRegistrySandbox(this IEndpointRouteBuilder routes, IConfiguration configuration)
    {
        if (!IsOn(configuration)) return;
        var admin = routes.MapWhatsAppSandbox().MapGroup("/admin");
        admin.MapPost("/clock", Advance);
        admin.MapPost("/recheck", Recheck);
        admin.MapPost("/live", Live);
        admin.MapGet("/mail", Mail);
    }

    private static async Task<IResult> Advance(AdvanceBody body, SandboxClock clock, IMediator mediator, CancellationToken ct)
    {
        if (body.AdvanceSeconds is not (>= 0 and <= LongestAdvance))
            throw Invalid.Member("advance_seconds", "Whole seconds, from 0 to ten years.");
        await clock.AdvanceAsync(TimeSpan.FromSeconds(body.AdvanceSeconds.Value));
        // A jump is like a downtime: what a start does before anybody asks is done here too.
        await mediator.Send(new RenewDemo(), ct);
        return TypedResults.Ok(new { Now = clock.Now() });
    }

    // Time that is lived through, not jumped over: in each minute the background does what it would have done in it.
    private static async Task<IResult> Live(LiveBody body, SandboxClock clock, IRegistryRound round, CancellationToken ct)
    {
        if (body.Minutes is not (>= 1 and <= LongestLife)) throw Invalid.Member("minutes", "Whole minutes, from 1 to a year's.");
        // The clock moves between rounds: within one, a minute would pass that its looks did not take.
        for (var minute = 0; minute < body.Minutes; minute++)
            await round.RunAtPaceAsync(() => clock.AdvanceAsync(TimeSpan.FromMinutes(1)), ct);

        return TypedResults.Ok(new { Now = clock.Now() });
    }

    private static async Task<IResult> Recheck(IRegistryRound round, CancellationToken ct)
    {
        await round.RunAsync(ct);
        return TypedResults.Ok(new { });
    }

    private static Ok<IReadOnlyList<SandboxMail>> Mail(string? to, ISandboxMailbox mailbox) => TypedResults.Ok(mailbox.Find(to));
}
