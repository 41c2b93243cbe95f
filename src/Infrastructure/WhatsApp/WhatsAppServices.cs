using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

internal static class WhatsAppServices
{
    /// <summary>All of WhatsApp: its scheme, its methods, and what reads it.</summary>
    public static void AddWhatsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWhatsAppScheme();
        var section = configuration.GetSection(WhatsAppOptions.Section);
        services.AddOptions<WhatsAppOptions>().Bind(section)
            .PostConfigure(options => options.Tidy(section[nameof(WhatsAppOptions.WabaIds)]))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WhatsAppOptions>, WhatsAppOptionsRules>();
        services.AddSingleton<IWebhookSecrets, WebhookSecrets>();
        services.AddSingleton<WhatsAppTarget>();
        services.AddSingleton<GrantIndex>();
        services.AddSingleton<AnswerPace>();
        services.AddSingleton<GraphUsage>();
        services.AddSingleton<IWhatsAppPace, WhatsAppPace>();
        services.AddTransient<GraphCalls>();
        services.AddTransient<CloudApiReader>();
        services.AddTransient<DirectoryReader>();
        services.AddTransient<EvenSearch>();
        services.AddTransient<IWhatsAppReader, WhatsAppReader>();
        services.AddRefitGeneratedClient<IGraphApi>().Read(target => target.Graph, target => target.IsGraphHere);
        services.AddRefitGeneratedClient<IDirectoryApi>().Read(target => target.Directory, target => target.IsDirectoryHere);
    }

    private static void Read(this IHttpClientBuilder client, Func<WhatsAppTarget, Uri> where, Func<WhatsAppTarget, bool> isHere)
    {
        client.ConfigureHttpClient(http =>
        {
            http.BaseAddress = TargetHandler.Placeholder;
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        client.ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !isHere(provider.GetRequiredService<WhatsAppTarget>()),
            // Without it no activity is started: its tags would hold the address, and so the handle.
            ActivityHeadersPropagator = null,
        });
        client.AddHttpMessageHandler(provider => new BoundsHandler(provider.GetRequiredService<IOptions<WhatsAppOptions>>().Value.Patience));
        client.AddHttpMessageHandler(provider => new TargetHandler(() => where(provider.GetRequiredService<WhatsAppTarget>())));
        // The default loggers print addresses.
        client.RemoveAllLoggers();
    }
}
