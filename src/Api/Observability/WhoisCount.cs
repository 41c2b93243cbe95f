using AiIdentity.Api.Limits;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Observability;

namespace AiIdentity.Api.Observability;

internal static class WhoisCount
{
    /// <summary>Counts whois, pages and badges by what they answered; outermost, where refusals are answers already.</summary>
    public static void UseWhoisCount(this WebApplication app)
    {
        var meter = app.Services.GetRequiredService<RegistryMeter>();
        app.Use(next => context => meter.CountsWhois ? CountAsync(next, context, meter) : next(context));
    }

    private static async Task CountAsync(RequestDelegate next, HttpContext context, RegistryMeter meter)
    {
        await next(context);
        if (PublicRateLimiter.LimitOf(context) is { OfKey: Allowance.KeyWhois }) meter.Whois(Word(context.Response.StatusCode));
    }

    private static string Word(int status) => status switch
    {
        StatusCodes.Status304NotModified => "not_modified",
        StatusCodes.Status404NotFound => "miss",
        StatusCodes.Status429TooManyRequests => "limited",
        >= 200 and < 300 => "hit",
        >= 400 and < 500 => "malformed",
        _ => "failed",
    };
}
