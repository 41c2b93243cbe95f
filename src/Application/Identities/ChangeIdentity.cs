using AiIdentity.Application.Behaviours;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

/// <summary>Members that are absent stay as they are.</summary>
public sealed record ChangeIdentity(IdentityId Id, string? Name, string? OperatorDisplay, bool? Anonymous, IReadOnlyList<string>? Capabilities) : ICommand<IdentityView>;

internal sealed class ChangeIdentityValidator : AbstractValidator<ChangeIdentity>
{
    public ChangeIdentityValidator()
    {
        RuleFor(c => c.Name).DisplayName();
        RuleFor(c => c.OperatorDisplay).OperatorName();
        RuleFor(c => c.Capabilities).CapabilityList();
    }
}

internal sealed class ChangeIdentityHandler(IRegistryDb db, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<ChangeIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(ChangeIdentity request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        var details = new IdentityDetails(
            request.Name ?? identity.Name,
            request.OperatorDisplay ?? identity.OperatorDisplay,
            request.Anonymous ?? identity.Anonymous,
            request.Capabilities ?? identity.Capabilities);
        identity.RequireNotRevoked();
        if (details is { Anonymous: false, OperatorDisplay: null })
        {
            throw new InvalidRequestException(
                new Dictionary<string, string[]>(StringComparer.Ordinal) { ["operator_display"] = ["Say who operates the agent, or leave it anonymous."] });
        }

        identity.Change(details, now);
        return (await views.OfAsync([identity], now, cancellationToken))[0];
    }
}
