namespace AiIdentity.Domain.Surfaces;

/// <summary>One form of address: its prefix, and what of the rest it accepts (null: refused).</summary>
internal sealed record AddressScheme(string Prefix, AddressScheme.Parser Parse)
{
    internal delegate SurfaceAddress? Parser(ReadOnlySpan<char> rest);
}

/// <summary>The schemes that the registry knows. A new one is a file of its own and a line here; longer prefixes first.</summary>
internal static class AddressSchemes
{
    public static readonly IReadOnlyList<AddressScheme> All =
    [
        new("wa:+", WaPhone.TryParse),
        new("wa:@", WaUsername.TryParse),
    ];
}
