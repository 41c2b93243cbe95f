namespace AiIdentity.Application.Limits;

/// <summary>How often things may be done; section <c>RateLimiting</c>.</summary>
public sealed class RateLimitOptions
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>False lifts every limit of this section, open challenges too.</summary>
    public bool Enabled { get; set; } = true;
    /// <summary>Whois and verify together, by one client address (IPv6: one /64) without an API key.</summary>
    public int PublicPerMinute { get; set; } = 30;
    /// <summary>What a miss counts of those: a 404 of whois, an <c>identity_unknown</c> of verify.</summary>
    public int MissWeight { get; set; } = 3;
    /// <summary>By the API keys of one account together, as <see cref="VerifyPerKeyAndMinute"/>.</summary>
    public int WhoisPerKeyAndMinute { get; set; } = 120;
    public int VerifyPerKeyAndMinute { get; set; } = 60;
    public int ChallengesPerAccountAndMinute { get; set; } = 10;
    /// <summary>Open challenges of one account for one address, over its identities.</summary>
    public int OpenChallenges { get; set; } = 5;
    /// <summary>Checks and re-checks together.</summary>
    public int ChecksPerSurfaceAndMinute { get; set; } = 6;
    /// <summary>Of these, those that answer neither <c>verified</c> nor <c>unreachable</c>, or that the caller did not wait for.</summary>
    public int FruitlessChecksPerAccountAndHour { get; set; } = 30;
    /// <summary>Calls by the registry's own grant for checks and re-checks that proved nothing.</summary>
    public int SearchCallsPerAccountAndHour { get; set; } = 600;
    /// <summary>The same of all accounts; beyond it their looks through the registry's own grant answer <c>unreachable</c>.</summary>
    public int SearchCallsPerHour { get; set; } = 2_000;
    /// <summary>How often all shared numbers are asked for their handles because one account's check did not find its own.</summary>
    public int SweepsPerAccountAndTenMinutes { get; set; } = 2;

    /// <summary>How long Redis may take to answer, in milliseconds, before an instance counts alone for a moment.</summary>
    public int RedisPatienceMilliseconds { get; set; } = 250;

    /// <summary>Passwords, codes and passkeys tried by one client address (IPv6: one /64).</summary>
    public int SignInsPerClientAndMinute { get; set; } = 20;
    /// <summary>The same by a signed-in person, who proves to be the owner once more.</summary>
    public int ProofsPerAccountAndMinute { get; set; } = 20;
    /// <summary>Registrations and other requests that have a mail sent, by one client address.</summary>
    public int MailsPerClientAndHour { get; set; } = 10;
    /// <summary>Mails to one address that anybody had sent.</summary>
    public int MailsPerAddressAndHour { get; set; } = 5;
    /// <summary>Mails to one address beyond those, each the first in an hour that its network has sent there.</summary>
    public int FirstMailsPerAddressAndHour { get; set; } = 20;
    /// <summary>Mails to one address that somebody signed in under it had sent, besides.</summary>
    public int OwnMailsPerAddressAndHour { get; set; } = 5;
    /// <summary>Passwords hashed at the same time; null for half of the processors, and one at least.</summary>
    public int? HashingsAtOnce { get; set; }
    /// <summary>Passwords that may wait for their turn.</summary>
    public int HashingsWaiting { get; set; } = 32;
    /// <summary>API keys of one account that have neither ended nor expired.</summary>
    public int LiveKeysPerAccount { get; set; } = 25;

    public int MaxLiveKeys => Enabled ? LiveKeysPerAccount : int.MaxValue;

    public int MaxOpenChallenges => Enabled ? OpenChallenges : int.MaxValue;

    /// <summary>How many acts a window holds, and how long it lasts.</summary>
    public (int Acts, TimeSpan Window) Of(Allowance allowance) => allowance switch
    {
        Allowance.Public => (PublicPerMinute, Minute),
        Allowance.KeyWhois => (WhoisPerKeyAndMinute, Minute),
        Allowance.KeyVerify => (VerifyPerKeyAndMinute, Minute),
        Allowance.Challenges => (ChallengesPerAccountAndMinute, Minute),
        Allowance.Checks => (ChecksPerSurfaceAndMinute, Minute),
        Allowance.FruitlessChecks => (FruitlessChecksPerAccountAndHour, Hour),
        Allowance.SignIns => (SignInsPerClientAndMinute, Minute),
        Allowance.Proofs => (ProofsPerAccountAndMinute, Minute),
        Allowance.Mails => (MailsPerClientAndHour, Hour),
        Allowance.MailsToAddress => (MailsPerAddressAndHour, Hour),
        Allowance.FirstMailsToAddress => (FirstMailsPerAddressAndHour, Hour),
        Allowance.FirstMailOfNetwork => (1, Hour),
        Allowance.OwnMails => (OwnMailsPerAddressAndHour, Hour),
        Allowance.SearchCalls => (SearchCallsPerAccountAndHour, Hour),
        Allowance.AllSearchCalls => (SearchCallsPerHour, Hour),
        Allowance.Sweeps => (SweepsPerAccountAndTenMinutes, TimeSpan.FromMinutes(10)),
    };
}
