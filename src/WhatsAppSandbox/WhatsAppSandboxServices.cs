using AiIdentity.WhatsAppSandbox.Admin;
using AiIdentity.WhatsAppSandbox.Calls;
using AiIdentity.WhatsAppSandbox.Directory;
using AiIdentity.WhatsAppSandbox.Faults;
using AiIdentity.WhatsAppSandbox.Graph;
using AiIdentity.WhatsAppSandbox.Numbers;
using AiIdentity.WhatsAppSandbox.Page;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiIdentity.WhatsAppSandbox;

/// <summary>Puts the stand-in for WhatsApp into a process.</summary>
public static class WhatsAppSandboxServices
{
    /// <summary>Registers the sandbox; it takes its <see cref="TimeProvider"/> from the container.</summary>
    public static IServiceCollection AddWhatsAppSandbox(this IServiceCollection services, Action<WhatsAppSandboxOptions>? configure = null)
    {
        services.AddOptions<WhatsAppSandboxOptions>().Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<NumberStore>()
            .AddSingleton<FaultDesk>()
            .AddSingleton<CallLog>()
            .AddSingleton<Traffic>()
            .AddSingleton<GraphUsage>()
            .AddSingleton<GraphReads>();
    }

    /// <summary>Maps everything under <c>/sandbox</c>, for loopback peers only, and returns the group so that its host can add to it.</summary>
    public static RouteGroupBuilder MapWhatsAppSandbox(this IEndpointRouteBuilder endpoints)
    {
        var sandbox = endpoints.MapGroup("/sandbox")
            .RequireLoopback()
            .AllowAnonymous()
            .DisableRateLimiting()
            .ExcludeFromDescription();
        sandbox.MapGraph();
        sandbox.MapDirectory();
        sandbox.MapAdmin();
        sandbox.MapPage();
        return sandbox;
    }
}
