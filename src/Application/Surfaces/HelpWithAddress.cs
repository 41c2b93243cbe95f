using AiIdentity.Application.Shared;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Surfaces;

/// <summary>Makes an address of what a person typed or pasted: a number in any spelling, a username, a wa.me link.</summary>
public sealed record HelpWithAddress(string? Text, string? Country) : IQuery<AddressHelp>;

/// <param name="Surface">The canonical address; null where none could be made.</param>
/// <param name="Display">The same for a person's eyes.</param>
/// <param name="Sentence">What to look at again, if anything.</param>
/// <param name="Alternative">An address that may be meant instead.</param>
public sealed record AddressHelp(string? Surface, string? Display, string? Sentence, string? Alternative);

internal sealed class HelpWithAddressValidator : AbstractValidator<HelpWithAddress>
{
    private const int MaxText = 100;

    public HelpWithAddressValidator(IPhoneNumbers phones)
    {
        RuleFor(q => q.Text).NotEmpty().WithMessage("Type a number or a username.").MaximumLength(MaxText).WithMessage("That is too long for a number or a username.");
        RuleFor(q => q.Country).Must(country => phones.Countries.Any(known => known.Country == country)).When(q => q.Country is not null)
            .WithMessage("Two capital letters: GB.");
    }
}

internal sealed class HelpWithAddressHandler(IPhoneNumbers phones) : IRequestHandler<HelpWithAddress, AddressHelp>
{
    private static readonly string[] Wrappings = ["https://", "http://", "wa.me/", "www.", "tel:", "wa:"];

    public Task<AddressHelp> Handle(HelpWithAddress request, CancellationToken cancellationToken)
    {
        var text = Unwrap(request.Text!, out var isLink);
        return Task.FromResult(
            text is ['@', ..] || (text is [var first, ..] && char.IsAsciiLetter(first)) ? OfUsername(text.TrimStart('@'))
            : OfPhone(isLink ? "+" + text.TrimStart('+') : text, request.Country));
    }

    private static AddressHelp OfUsername(string name) => SurfaceAddress.TryParse("wa:@" + name, out var address)
        ? new(address.Canonical, address.Canonical[3..], null, null)
        : new(null, null, "That is no WhatsApp username: it has 3 to 35 letters, digits, dots and underscores, at least one letter, and does not look like a web address.", null);

    private AddressHelp OfPhone(string text, string? country)
    {
        var guess = phones.Read(text, country);
        if (guess.Digits is null || !SurfaceAddress.TryParse("wa:+" + guess.Digits, out var address))
            return new(null, null, Sentence(guess.Doubt ?? PhoneDoubt.NotANumber), null);
        var phone = (WaPhone)address;
        return phone switch
        {
            // Which of the two is meant only its holder knows: offered, never repaired.
            { WithArgentinas9: { } mobile } => new(phone.Canonical, guess.Display,
                "In Argentina WhatsApp knows mobile numbers by the form with 9 after +54; the form without it is another subscriber.", mobile.Canonical),
            { IsTestArea: true } => new(phone.Canonical, guess.Display, "Area code 555 is for WhatsApp's test numbers: those can be written down, but never proved.", null),
            _ => new(phone.Canonical, guess.Display, guess.Doubt is { } doubt ? Sentence(doubt) : null, null),
        };
    }

    private static string Unwrap(string text, out bool isLink)
    {
        (text, isLink) = (text.Trim(), false);
        foreach (var wrapping in Wrappings)
        {
            if (!text.StartsWith(wrapping, StringComparison.OrdinalIgnoreCase)) continue;
            text = text[wrapping.Length..];
            isLink |= wrapping == "wa.me/";
        }

        return text.TrimEnd('/');
    }

    private static string Sentence(PhoneDoubt doubt) => doubt switch
    {
        PhoneDoubt.NotANumber => "That is no phone number. Write it with its country code: +44 7700 900123.",
        PhoneDoubt.CountryMissing => "Choose the country, or begin with + and the country code: +44 7700 900123.",
        PhoneDoubt.Extension => "WhatsApp numbers have no extension: it was left out.",
        PhoneDoubt.TooShort => "That is shorter than numbers of that country are. Look at it again.",
        PhoneDoubt.TooLong => "That is longer than numbers of that country are. Look at it again.",
    };
}
