using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Registry;

public static class RegistryErrors
{
    public static readonly DomainError NotBound = new("not_bound", ErrorKind.NotFound,
        "The registry holds no public binding for that address. That says nothing about who uses it: ask the agent for its Passport, and trust nothing without one.");
}
