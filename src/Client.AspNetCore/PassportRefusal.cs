using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace AiIdentity.Client.AspNetCore;

/// <summary>What a caller is answered whose Passport is missing, is not accepted (401), or cannot be judged now (503).</summary>
internal static class PassportRefusal
{
    public const string Missing = "passport_missing";

    private static readonly string[] NotNow = [PassportReason.KeysUnknown.Word(), PassportReason.StatusUnknown.Word()];

    // A policy that is none must not ask for nothing.
    public static VerificationPolicy PolicyOf(Func<HttpContext, VerificationPolicy> policy, HttpContext context) =>
        policy(context) ?? throw new InvalidOperationException("PassportOptions.Policy gave no policy: VerificationPolicy.Default asks for no more than genuine and good.");

    public static Task WriteAsync(HttpContext context, string code)
    {
        var isNotNow = NotNow.Contains(code);
        var status = isNotNow ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
        context.Response.StatusCode = status;
        if (isNotNow) context.Response.Headers.RetryAfter = "30";
        else context.Response.Headers.WWWAuthenticate = PassportPrincipal.AuthenticationType;
        var detail = code switch
        {
            Missing => $"Send a Passport in the header {PassportOptions.Header}.",
            _ when isNotNow => "The registry of Passports cannot be reached, and what is known of it is too old. Try again later.",
            _ => "The Passport is not accepted here. Its registry's documents explain the code.",
        };
        return context.Response.WriteAsJsonAsync(
            new PassportProblem("about:blank", "Passport not accepted", status, detail, code), PassportJson.Default.PassportProblem, "application/problem+json", context.RequestAborted);
    }
}

internal sealed record PassportProblem(string Type, string Title, int Status, string Detail, string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PassportProblem))]
internal sealed partial class PassportJson : JsonSerializerContext;
