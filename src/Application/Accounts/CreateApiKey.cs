using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>Makes a key; its secret is in this answer and nowhere else.</summary>
public sealed record CreateApiKey(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt) : ICommand<CreatedApiKey>, INeedConfirmedEmail;

public sealed record CreatedApiKey(string Secret, ApiKeyView Key);

/// <summary>A key as lists show it: never its secret.</summary>
public sealed record ApiKeyView(
    string Id, string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateOnly? LastUsedOn)
{
    internal static ApiKeyView Of(ApiKey key) =>
        new(key.Id.ToString(), key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedOn);
}

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKey>
{
    private const int MaxName = 100;
    /// <summary>A client whose clock runs a little ahead may still ask for the longest life.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public CreateApiKeyValidator(TimeProvider clock)
    {
        RuleFor(c => c.Name).Must(name => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxName && !name.Any(char.IsControl))
            .WithMessage($"Name the key: 1 to {MaxName} characters, no control characters.");
        RuleFor(c => c.Scopes)
            .Must(scopes => scopes is { Count: > 0 } && scopes.All(s => Domain.Accounts.Scopes.All.Contains(s, StringComparer.Ordinal))
                && scopes.Distinct(StringComparer.Ordinal).Count() == scopes.Count)
            .WithMessage($"Name at least one scope, each once: {string.Join(", ", Domain.Accounts.Scopes.All)}.");
        RuleFor(c => c.ExpiresAt)
            .Must(at => at is null || (at > clock.Now() && at <= clock.Now() + ApiKey.LongestLife + Skew))
            .WithMessage($"A time in the future, at most {ApiKey.LongestLife.Days} days ahead.");
    }
}

internal sealed class CreateApiKeyHandler(IRegistryDb db, ICaller caller, IOptions<RateLimitOptions> limits, TimeProvider clock)
    : IRequestHandler<CreateApiKey, CreatedApiKey>
{
    public async Task<CreatedApiKey> Handle(CreateApiKey request, CancellationToken cancellationToken)
    {
        var (owner, now) = (caller.AccountId, clock.Now());
        // Inside the unit of work, in which the account's row is its caller's alone: of two creations at once one counts the other.
        if (await db.ApiKeys.CountAsync(k => k.OwnerId == owner && k.EndedAt == null && k.ExpiresAt > now, cancellationToken) >= limits.Value.MaxLiveKeys)
            throw new RefusedException(AccountErrors.TooManyKeys);
        var longest = now + ApiKey.LongestLife;
        var expiresAt = request.ExpiresAt is { } asked && asked < longest ? asked.ToUniversalTime() : longest;
        var secret = ApiKeySecret.Generate();
        var key = ApiKey.Create(owner, request.Name!, secret, request.Scopes!, expiresAt, now);
        db.ApiKeys.Add(key);
        return new CreatedApiKey(secret.Value, ApiKeyView.Of(key));
    }
}
