using AiIdentity.Domain.Shared;

namespace AiIdentity.Api.Http;

internal static class Ids
{
    /// <summary>Reads an id of a route: what is no id names nothing, and is as unknown as an id that nobody has.</summary>
    public static TId As<TId>(this string text, DomainError unknown) where TId : struct, IId<TId> =>
        Id.TryParse<TId>(text, out var id) ? id : throw new RefusedException(unknown);
}
