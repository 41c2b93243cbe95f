using AiIdentity.Application.Shared;
using MediatR;

namespace AiIdentity.Application.Accounts;

/// <summary>With what the caller can sign in; nothing that would let anybody.</summary>
public sealed record GetCredentials : IQuery<CredentialsView>;

/// <param name="Password">Whether there is one; an account that a passkey opened may have none.</param>
/// <param name="TwoFactor">Whether the password alone is not enough.</param>
/// <param name="RecoveryCodesLeft">Of those that stand in for the authenticator app once each.</param>
public sealed record CredentialsView(bool Password, bool TwoFactor, int RecoveryCodesLeft, IReadOnlyList<PasskeyView> Passkeys);

internal sealed class GetCredentialsHandler(ICaller caller, ICredentials credentials, IPasskeys passkeys) : IRequestHandler<GetCredentials, CredentialsView>
{
    public async Task<CredentialsView> Handle(GetCredentials request, CancellationToken cancellationToken) => new(
        await credentials.SealOfAsync(caller.AccountId, cancellationToken) is not null,
        await credentials.HasSecondFactorAsync(caller.AccountId),
        await credentials.RecoveryCodesLeftAsync(caller.AccountId),
        await passkeys.ListAsync(caller.AccountId, cancellationToken));
}
