namespace AiIdentity.Domain.Surfaces;

/// <summary>A kind of address where agents are met. Pure: no I/O, no clock.</summary>
public interface ISurfaceScheme
{
    /// <summary>What stands before the first colon of its addresses, lower case: <c>wa</c>.</summary>
    string Name { get; }

    /// <summary>For a person: <c>WhatsApp</c>.</summary>
    string Label { get; }

    /// <summary>A canonical address that nobody holds: <c>wa:@acmesupport</c>.</summary>
    string Example { get; }

    /// <summary>How its addresses are written, as the end of the sentence "Write …".</summary>
    string Grammar { get; }

    /// <summary>All methods of its addresses; an address may allow only some of them.</summary>
    IReadOnlyList<SurfaceMethod> Methods { get; }

    /// <summary>Reads an address that begins with the scheme's name, in any ASCII case; repairs nothing.</summary>
    /// <param name="text">At most <see cref="SurfaceAddress.MaxLength"/> long.</param>
    /// <returns>Null for what is no address of this scheme.</returns>
    SurfaceAddress? Parse(string text);

    /// <summary>What somebody may have meant who typed an address otherwise: offered to be chosen, never used by itself.</summary>
    /// <param name="text">Trimmed, in compatibility form, without invisible characters; no address of any scheme.</param>
    /// <returns>Null where nothing speaks for this scheme.</returns>
    AddressGuess? Guess(string text);

    /// <summary>How the addresses of an identity are handed on in a message of this kind; null where nothing needs to be said.</summary>
    AddressSnippet? Snippet => null;
}

/// <summary>What may have been meant by a text that is no address.</summary>
/// <param name="Sentence">What is wrong and what to do; null where the address says enough.</param>
/// <param name="Address">The address that may be meant; null where only the sentence helps.</param>
public sealed record AddressGuess(string? Sentence, SurfaceAddress? Address);

/// <param name="Kind">Names the snippet for programs.</param>
/// <param name="Title">For a person.</param>
public sealed record AddressSnippet(string Kind, string Title);
