using Microsoft.AspNetCore.Http;

namespace AiIdentity.Client.AspNetCore;

/// <summary>How Passports of callers are judged.</summary>
public sealed class PassportOptions
{
    /// <summary>The header that carries a Passport.</summary>
    public const string Header = "X-AI-Identity";

    /// <summary>The name of the authentication scheme, where another is not given.</summary>
    public const string Scheme = "Passport";

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
internal sealed class PassportMiddleware(RequestDelegate next, IPassportVerifier verifier, PassportOptions options)
{

    public async Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers[PassportOptions.Header];
        if (header.Count == 0)
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<PassportRequiredAttribute>() is null) await next(context);
            else await PassportRefusal.WriteAsync(context, PassportRefusal.Missing);
            return;
        }

        // Two headers are no Passport, and joined they are no token either.
        var verdict = await verifier.VerifyAsync(header.ToString(), PassportRefusal.PolicyOf(options.Policy, context), context.RequestAborted);
        if (verdict.Valid)
        {
            context.Features.Set(new PassportPrincipal(verdict));
            await next(context);
        }
        else await PassportRefusal.WriteAsync(context, verdict.Reason.Value.Word());
    }
}
