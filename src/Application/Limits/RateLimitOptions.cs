namespace AiIdentity.Application.Limits;

/// <summary>How often things may be done; section <c>RateLimiting</c>.</summary>
public sealed class RateLimitOptions
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>False lifts every limit of this section, open challenges too.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Whois and verify together, by one client address (IPv6: one /64) without an API key.</summary>
    public int PublicPerMinute { get; set; } = 30;
    /// <summary>What a miss counts of those: a 404 of whois, an <c>identity_unknown</c> of verify.</summary>
    public int MissWeight { get; set; } = 3;
    public int WhoisPerKeyAndMinute { get; set; } = 120;
    public int VerifyPerKeyAndMinute { get; set; } = 60;
    public int ChallengesPerAccountAndMinute { get; set; } = 10;
    /// <summary>Open challenges of one account for one address, over its identities.</summary>
    public int OpenChallenges { get; set; } = 5;
    /// <summary>Checks and re-checks together.</summary>
    public int ChecksPerSurfaceAndMinute { get; set; } = 6;
    /// <summary>Of these, those that answer neither <c>verified</c> nor <c>unreachable</c>, or that the caller did not wait for.</summary>
    public int FruitlessChecksPerAccountAndHour { get; set; } = 30;

    /// <summary>How long Redis may take to answer, in milliseconds, before an instance counts alone for a moment.</summary>
    public int RedisPatienceMilliseconds { get; set; } = 250;

    public int MaxOpenChallenges => Enabled ? OpenChallenges : int.MaxValue;

    /// <summary>How many acts a window holds, and how long it lasts.</summary>
    public (int Acts, TimeSpan Window) Of(Allowance allowance) => allowance switch
    {
        Allowance.Public => (PublicPerMinute, Minute),
        Allowance.KeyWhois => (WhoisPerKeyAndMinute, Minute),
        Allowance.KeyVerify => (VerifyPerKeyAndMinute, Minute),
        Allowance.Challenges => (ChallengesPerAccountAndMinute, Minute),
        Allowance.Checks => (ChecksPerSurfaceAndMinute, Minute),
        Allowance.FruitlessChecks => (FruitlessChecksPerAccountAndHour, TimeSpan.FromHours(1)),
    };
}
