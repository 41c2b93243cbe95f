namespace AiIdentity.Application.Surfaces;

/// <summary>Reads numbers as people write them, by the numbering plans of all countries. Helps with a form; refuses nothing that an address may be.</summary>
public interface IPhoneNumbers
{
    /// <summary>The countries whose plans are known, by their letters (ISO 3166-1: <c>GB</c>).</summary>
    IReadOnlyList<PhoneCountry> Countries { get; }

    /// <param name="country">Where a number without country code is dialled; null where nobody said.</param>
    PhoneGuess Read(string text, string? country);
}

/// <param name="CallingCode">Digits only: <c>44</c>.</param>
public sealed record PhoneCountry(string Country, string CallingCode);

/// <summary>What a text was read as.</summary>
/// <param name="Digits">Country code and subscriber number; null where nothing could be read.</param>
/// <param name="Display">With spaces, as written between countries.</param>
public sealed record PhoneGuess(string? Digits, string? Display, PhoneDoubt? Doubt);

/// <summary>What a person should look at again.</summary>
public enum PhoneDoubt
{
    NotANumber,
    CountryMissing,
    Extension,
    TooShort,
    TooLong,
}
