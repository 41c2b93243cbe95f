using System.Text.Encodings.Web;
using AiIdentity.Client;
using AiIdentity.Client.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiIdentity.Client.AspNetCore
{
    /// <summary>How Passports of callers are judged, as an authentication scheme.</summary>
    public sealed class PassportSchemeOptions : AuthenticationSchemeOptions
    {
        /// <summary><inheritdoc cref="PassportOptions.Policy" path="/summary"/></summary>
        public Func<HttpContext, VerificationPolicy> Policy { get; set; } = _ => VerificationPolicy.Default;
    }

    /// <summary>The header as an authentication scheme: who is authenticated is the agent, a <see cref="PassportPrincipal"/>.</summary>
    internal sealed class PassportHandler(IOptionsMonitor<PassportSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IPassportVerifier verifier)
        : AuthenticationHandler<PassportSchemeOptions>(options, logger, encoder)
    {
        private PassportReason? _reason;

        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers[PassportOptions.Header];
            if (header.Count == 0) return AuthenticateResult.NoResult();
            var verdict = await verifier.VerifyAsync(header.ToString(), PassportRefusal.PolicyOf(Options.Policy, Context), Context.RequestAborted);
            _reason = verdict.Reason;
            if (!verdict.Valid) return AuthenticateResult.Fail(new PassportRefusedException(verdict));
            var principal = new PassportPrincipal(verdict);
            Context.Features.Set(principal);
            return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
        }

        protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            // Judged once a request, whichever comes first.
            await HandleAuthenticateOnceSafeAsync();
            await PassportRefusal.WriteAsync(Context, _reason?.Word() ?? PassportRefusal.Missing);
        }
    }
}

namespace Microsoft.Extensions.DependencyInjection
{
    /// <summary>Adds Passports to an application's authentication.</summary>
    public static class PassportAuthenticationExtensions
    {
        /// <summary>The scheme <c>Passport</c>, which reads <c>X-AI-Identity</c>; needs <c>AddRegistryClient</c>.</summary>
        public static AuthenticationBuilder AddPassport(this AuthenticationBuilder builder, Action<PassportSchemeOptions>? configure = null) =>
            AddPassport(builder, PassportOptions.Scheme, configure);

        /// <inheritdoc cref="AddPassport(AuthenticationBuilder, Action{PassportSchemeOptions}?)"/>
        public static AuthenticationBuilder AddPassport(this AuthenticationBuilder builder, string scheme, Action<PassportSchemeOptions>? configure = null)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.AddScheme<PassportSchemeOptions, PassportHandler>(scheme, configure);
        }
    }
}
