using AiIdentity.Application.Surfaces;
using PhoneNumbers;

namespace AiIdentity.Infrastructure.Surfaces;

/// <summary>libphonenumber's plans. What it calls a valid number is not asked: its tables lag behind the world.</summary>
internal sealed class PhonePlans : IPhoneNumbers
{
    private const string NoCountry = "ZZ";

    private readonly PhoneNumberUtil _plans = PhoneNumberUtil.GetInstance();

    public PhonePlans() => Countries =
    [
        .. _plans.GetSupportedRegions().Order(StringComparer.Ordinal)
            .Select(country => new PhoneCountry(country, FormattableString.Invariant($"{_plans.GetCountryCodeForRegion(country)}"))),
    ];

    public IReadOnlyList<PhoneCountry> Countries { get; }

    public PhoneGuess Read(string text, string? country)
    {
        // How people write a country code where nobody told them about +.
        if (text.StartsWith("00", StringComparison.Ordinal)) text = "+" + text[2..];
        PhoneNumber number;
        try
        {
            number = _plans.Parse(text, country ?? NoCountry);
        }
        catch (NumberParseException refused)
        {
            return new PhoneGuess(null, null, refused.ErrorType switch
            {
                ErrorType.INVALID_COUNTRY_CODE => PhoneDoubt.CountryMissing,
                ErrorType.TOO_SHORT_AFTER_IDD or ErrorType.TOO_SHORT_NSN => PhoneDoubt.TooShort,
                ErrorType.TOO_LONG => PhoneDoubt.TooLong,
                _ => PhoneDoubt.NotANumber,
            });
        }

        PhoneDoubt? doubt = _plans.IsPossibleNumberWithReason(number) switch
        {
            PhoneNumberUtil.ValidationResult.IS_POSSIBLE => number.HasExtension ? PhoneDoubt.Extension : null,
            PhoneNumberUtil.ValidationResult.TOO_LONG => PhoneDoubt.TooLong,
            _ => PhoneDoubt.TooShort,
        };
        return new PhoneGuess(
            _plans.Format(number, PhoneNumberFormat.E164)[1..],
            _plans.Format(new PhoneNumber.Builder().MergeFrom(number).ClearExtension().Build(), PhoneNumberFormat.INTERNATIONAL),
            doubt);
    }
}
