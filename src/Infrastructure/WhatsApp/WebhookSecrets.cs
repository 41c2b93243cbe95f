using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

internal sealed class WebhookSecrets(IOptions<WhatsAppOptions> options) : IWebhookSecrets
{
    public string? AppSecret => options.Value.AppSecret;

    public string? VerifyToken => options.Value.VerifyToken;
}
