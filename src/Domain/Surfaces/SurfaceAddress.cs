namespace AiIdentity.Domain.Surfaces;

/// <summary>The address of a place where an agent is met, parsed once by its scheme: <c>wa:+447700900123</c>, <c>wa:@acmesupport</c>.</summary>
public abstract record SurfaceAddress
{
    /// <summary>The longest text that can be an address, in UTF-16 units.</summary>
    public const int MaxLength = 512;

    /// <summary>The one spelling that is shown and signed.</summary>
    public abstract string Canonical { get; }

    /// <summary>The spelling that two addresses of one holder share; for uniqueness and look-up only, never shown.</summary>
    public abstract string Folded { get; }

    /// <summary>How control of it can be proved, the strongest first; never empty.</summary>
    public abstract IReadOnlyList<SurfaceMethod> Methods { get; }

    /// <summary>Addresses can be hidden: writing one into a message must be meant.</summary>
    public sealed override string ToString() => $"({Methods[0].Id})";
}
