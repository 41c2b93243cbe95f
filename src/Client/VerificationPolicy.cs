namespace AiIdentity.Client;

/// <summary>What a verifier asks of a Passport beyond that it is genuine and good, and how old its own knowledge may be.</summary>
public sealed record VerificationPolicy
{
    /// <summary>Nothing more than genuine and good.</summary>
    public static VerificationPolicy Default { get; } = new();

    /// <summary>
    /// Where the Passport was met, as an address (<c>wa:+447700900123</c>, <c>wa:@acmesupport</c>); null: not asked. A Passport is public and
    /// can be copied, so say it wherever it is known. Throws <see cref="ArgumentException"/> for what is no address.
    /// </summary>
    public string? ExpectedSurface
    {
        get;
        init
        {
            field = value;
            Expected = value is null ? null
                : SurfaceAddress.TryParse(value, out var address) ? address
                : throw new ArgumentException("Not a surface address: write wa:+ and 7 to 15 digits, or wa:@ and a username.", nameof(value));
        }
    }

    /// <summary>The least that must be known about the identity.</summary>
    public Tier MinimumTier
    {
        get;
        init => field = value.IsKnown ? value : throw new ArgumentOutOfRangeException(nameof(value), "The least tier is one of those that this version knows.");
    } = Tier.Issued;

    /// <summary>How long ago the Passport may have been issued; null: as long as it has not expired.</summary>
    public TimeSpan? MaximumProofAge
    {
        get;
        init => field = value is { } age ? NotNegative(age) : null;
    }

    /// <summary>Revocations are heard of through a status list, refreshed every 30 s while the registry is reached; past this age no Passport is accepted.</summary>
    public TimeSpan FailClosedWhenStatusIsOlderThan
    {
        get;
        init => field = NotNegative(value);
    } = TimeSpan.FromHours(1);

    /// <summary>A key that is compromised leaves the registry's key set, refreshed every 30 s while it is reached; past this age no Passport is accepted.</summary>
    public TimeSpan FailClosedWhenKeysAreOlderThan
    {
        get;
        init => field = NotNegative(value);
    } = TimeSpan.FromHours(1);

    internal SurfaceAddress? Expected { get; private init; }

    private static TimeSpan NotNegative(TimeSpan value) =>
        value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), "An age is zero or more.");
}
