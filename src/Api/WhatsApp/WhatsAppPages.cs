using AiIdentity.Api.Pages;

namespace AiIdentity.Api.WhatsApp;

/// <summary>What the web shows of WhatsApp alone: its webhook, and how its proof works.</summary>
internal static class WhatsAppPages
{
    public static void MapWhatsApp(this IEndpointRouteBuilder routes)
    {
        routes.MapWebhook();
        routes.MapStillPage<WhatsAppDocs>("/docs/whatsapp");
    }
}
