using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Mapster;

namespace AiIdentity.Application.Shared;

/// <summary>How flat rows become read models: ids are written as text, all else by name.</summary>
internal static class Mapping
{
    public static TypeAdapterConfig Config()
    {
        var config = new TypeAdapterConfig { RequireDestinationMemberSource = true };
        Ids<AccountId>();
        Ids<ApiKeyId>();
        Ids<IdentityId>();
        Ids<SurfaceId>();
        Ids<PassportId>();
        Ids<SigningKeyId>();
        Ids<EventId>();
        return config;

        void Ids<TId>() where TId : struct, IId<TId>
        {
            config.NewConfig<TId, string>().MapWith(id => Id.Write(id));
            config.NewConfig<TId?, string?>().MapWith(id => id == null ? null : Id.Write(id.Value));
        }
    }
}
