using Microsoft.AspNetCore.Http;

namespace AiIdentity.Client.AspNetCore;

/// <summary>How Passports of callers are judged.</summary>
public sealed class PassportOptions
{
    /// <summary>The header that carries a Passport.</summary>
    public const string Header = "X-AI-Identity";

    /// <summary>What is asked of the Passport of a request; it may depend on where the caller was met.</summary>
    public Func<HttpContext, VerificationPolicy> Policy { get; set; } = _ => VerificationPolicy.Default;
}

/// <summary>Marks an endpoint that answers only callers with a valid Passport.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PassportRequiredAttribute : Attribute;

/// <summary>
/// Reads the header, judges the Passport offline and hands the caller on as a <see cref="PassportPrincipal"/>. A Passport that is not
/// accepted is answered 401, one that cannot be judged now 503, both as problem+json whose code is the reason.
/// </summary>
internal sealed class PassportMiddleware(RequestDelegate next, PassportVerifier verifier, PassportOptions options)
{
    public const string Missing = "passport_missing";

    public async Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers[PassportOptions.Header];
        if (header.Count == 0)
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<PassportRequiredAttribute>() is null) await next(context);
            else await RefuseAsync(context, StatusCodes.Status401Unauthorized, Missing);
            return;
        }

        // Two headers are no Passport, and joined they are no token either.
        var verdict = await verifier.VerifyAsync(header.ToString(), options.Policy(context), context.RequestAborted);
        switch (verdict.Reason)
        {
            case null:
                context.Features.Set(new PassportPrincipal(verdict));
                await next(context);
                break;
            case PassportReason.KeysUnknown or PassportReason.StatusUnknown:
                context.Response.Headers.RetryAfter = "30";
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, verdict.Reason.Value.Word());
                break;
            case { } reason:
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, reason.Word());
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = PassportPrincipal.AuthenticationType;
        var detail = code switch
        {
            Missing => $"Send a Passport in the header {PassportOptions.Header}.",
            _ when status == StatusCodes.Status503ServiceUnavailable => "The registry of Passports cannot be reached, and what is known of it is too old. Try again later.",
            _ => "The Passport is not accepted here. Its registry's documents explain the code.",
        };
        return context.Response.WriteAsJsonAsync(
            new { type = "about:blank", title = "Passport not accepted", status, detail, code }, options: null, "application/problem+json", context.RequestAborted);
    }
}
