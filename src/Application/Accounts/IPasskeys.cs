using System.Text.Json;
using AiIdentity.Domain.Accounts;

namespace AiIdentity.Application.Accounts;

/// <summary>Passkeys as WebAuthn has them, for the issuer's domain and origin alone; always with the user verified.</summary>
public interface IPasskeys
{
    /// <summary>Asks a browser to make a passkey for the account; one that has a passkey of it already makes no second.</summary>
    Task<PasskeyQuestion> AskForNewAsync(AccountId account, string email);

    /// <param name="isFirst">The account had no credential before: this one proves from the start, any other from 24 hours on.</param>
    /// <returns>Null where the answer is to no question for this account, was given before, is older than five minutes or does not hold.</returns>
    Task<PasskeyView?> AddAsync(AccountId account, PasskeyAnswer answer, string name, bool isFirst, CancellationToken ct);

    /// <summary>Asks a browser for a passkey: of that account, or whichever it has.</summary>
    Task<PasskeyQuestion> AskForAsync(AccountId? account);

    /// <summary>Takes the answer to <see cref="AskForAsync"/> for the same account, once, and remembers the passkey's counter.</summary>
    /// <returns>Whose passkey it is; null where it does not hold.</returns>
    Task<ShownPasskey?> TakeAsync(AccountId? account, PasskeyAnswer answer, CancellationToken ct);

    Task<IReadOnlyList<PasskeyView>> ListAsync(AccountId account, CancellationToken ct);

    /// <returns>Null where the account has none with that id.</returns>
    Task<PasskeyView?> RenameAsync(AccountId account, string id, string name);

    Task RemoveAsync(AccountId account, string id);
}

/// <summary>A passkey that was shown.</summary>
/// <param name="ProvesFrom">Before this instant, by the registry's clock, it signs in and proves nothing else; null for always.</param>
public sealed record ShownPasskey(AccountId Account, DateTimeOffset? ProvesFrom);

/// <summary>What a browser is asked.</summary>
/// <param name="State">Opaque; goes back with the answer, within five minutes.</param>
/// <param name="Options">For <c>navigator.credentials.create</c> or <c>get</c>, as <c>parseCreationOptionsFromJSON</c> and <c>parseRequestOptionsFromJSON</c> take them.</param>
public sealed record PasskeyQuestion(string State, JsonElement Options);

/// <summary>What it answers.</summary>
/// <param name="Credential">The credential's <c>toJSON()</c>.</param>
public sealed record PasskeyAnswer(string? State, JsonElement? Credential)
{
    public bool IsGiven() => !string.IsNullOrEmpty(State) && Credential is { ValueKind: JsonValueKind.Object };
}

/// <param name="Id">The credential's id, base64url.</param>
/// <param name="BackedUp">Kept by a password manager or an account of the device's maker: a lost device does not lose it.</param>
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt, bool BackedUp);
