using AiIdentity.Application.Verification;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Refit;

namespace AiIdentity.Infrastructure.WhatsApp;

internal static class WhatsAppServices
{
    /// <summary>A bounded wait for one answer; a look makes a handful of these.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private const int MaxBody = 64 * 1024;

    public static void AddWhatsAppReaders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WhatsAppOptions>().Bind(configuration.GetSection("WhatsApp"))
            .Configure(options =>
            {
                if (configuration["WhatsApp:WabaIds"] is { Length: > 0 } list) options.WabaIds = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WhatsAppOptions>, WhatsAppOptionsRules>();
        services.AddSingleton<WhatsAppTarget>();
        services.AddSingleton<GraphUsage>();
        services.AddSingleton<IReaderPace>(provider => provider.GetRequiredService<GraphUsage>());
        services.AddTransient<GraphReader>();
        services.AddTransient<IWhatsAppReader, WhatsAppReader>();
        services.AddRefitClient<IGraphApi>().Target(target => target.Graph);
        services.AddRefitClient<IDirectoryApi>().Target(target => target.Directory);
    }

    private static void Target(this IHttpClientBuilder client, Func<WhatsAppTarget, Uri> part)
    {
        client.ConfigureHttpClient(http =>
        {
            http.BaseAddress = TargetHandler.Placeholder;
            http.Timeout = Patience;
            http.MaxResponseContentBufferSize = MaxBody;
        });
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A trace would carry the address in its URL.
            ActivityHeadersPropagator = null,
        });
        client.AddHttpMessageHandler(provider => new TargetHandler(() => part(provider.GetRequiredService<WhatsAppTarget>())));
        // The default loggers print URLs, and those hold handles.
        client.RemoveAllLoggers();
    }
}
