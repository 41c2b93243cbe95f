using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Surfaces;

public static class SurfaceErrors
{
    public static readonly DomainError Malformed = new("surface_malformed", ErrorKind.Invalid,
        "That is no surface address. GET /api/v1/schemes names the kinds of address, with an example of each.");

    public static readonly DomainError Unknown = new("surface_unknown", ErrorKind.NotFound,
        "You have no surface with that id on this identity.");

    public static readonly DomainError Exists = new("surface_exists", ErrorKind.Conflict,
        "This identity already holds that address. Use the surface that is there, or release it first.");

    public static readonly DomainError NotBound = new("surface_not_bound", ErrorKind.Conflict,
        "Only a proved surface can be checked again. Create a challenge and prove it first.");
}
