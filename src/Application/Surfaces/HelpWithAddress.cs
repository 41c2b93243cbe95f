using AiIdentity.Application.Shared;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Surfaces;

/// <summary>Makes an address of what a person typed or pasted.</summary>
/// <param name="Country">Where a number without country code is dialled (ISO 3166-1: <c>GB</c>); null where nobody said.</param>
public sealed record HelpWithAddress(string? Text, string? Country) : IQuery<AddressHelp>;

/// <param name="Surface">The canonical address; null where none could be made.</param>
/// <param name="Display">The same for a person's eyes.</param>
/// <param name="Sentence">What to look at again, if anything.</param>
/// <param name="Alternative">An address that may be meant instead.</param>
public sealed record AddressHelp(string? Surface, string? Display, string? Sentence, string? Alternative);

/// <summary>What one scheme makes of a text that a person typed into a form.</summary>
public interface IAddressInterpreter
{
    /// <returns>Null where nothing speaks for this scheme.</returns>
    AddressHelp? Interpret(string text, string? country);
}

internal sealed class HelpWithAddressValidator : AbstractValidator<HelpWithAddress>
{
    private const int MaxText = 600;

    public HelpWithAddressValidator(IPhoneNumbers phones)
    {
        RuleFor(q => q.Text).NotEmpty().WithMessage("Type the address.").MaximumLength(MaxText).WithMessage("That is too long for an address.");
        RuleFor(q => q.Country).Must(country => phones.Countries.Any(known => known.Country == country)).When(q => q.Country is not null)
            .WithMessage("Two capital letters: GB.");
    }
}

internal sealed class HelpWithAddressHandler(IEnumerable<IAddressInterpreter> interpreters) : IRequestHandler<HelpWithAddress, AddressHelp>
{
    public Task<AddressHelp> Handle(HelpWithAddress request, CancellationToken cancellationToken)
    {
        var text = request.Text!.Trim();
        var helps = interpreters.Select(interpreter => interpreter.Interpret(text, request.Country)).OfType<AddressHelp>().ToList();
        return Task.FromResult(helps.Find(help => help.Surface is not null)
            ?? helps.FirstOrDefault()
            ?? new AddressHelp(null, null, "That is no address of a kind that this registry knows.", null));
    }
}
