using AiIdentity.Application.Passports;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application.Events;

/// <summary>Which handlers run on which event, in this order.</summary>
internal static class EventHandlers
{
    public static void AddEventHandlers(this IServiceCollection services)
    {
        services.On<RevokePassportsOnIdentityChanged>(EventType.IdentityChanged);
        services.On<RevokePassportsOnIdentityRevoked>(EventType.IdentityRevoked);
        services.On<ReleaseSurfacesOnIdentityRevoked>(EventType.IdentityRevoked);
        services.On<RevokePassportsOnSurfaceNoLongerPublic>(
            EventType.SurfaceHidden, EventType.SurfaceReleased, EventType.SurfaceLapsed, EventType.SurfaceSuperseded);
        services.On<CancelChallengesOnSurfaceReleased>(EventType.SurfaceReleased);
        services.On<OwnerMails>(EventType.SurfaceUnconfirmed, EventType.SurfaceSuspended, EventType.SurfaceLapsed, EventType.SurfaceSuperseded);
        services.On<ForgetKnownKeysOnSigningKeyChange>(EventType.SigningKeyAnnounced, EventType.SigningKeyCompromised);
        services.On<RenewDemoOnSigningKeyCompromised>(EventType.SigningKeyCompromised);
    }

    private static void On<THandler>(this IServiceCollection services, params EventType[] types) where THandler : class, IEventHandler
    {
        foreach (var type in types) services.AddKeyedScoped<IEventHandler, THandler>(type);
    }
}
