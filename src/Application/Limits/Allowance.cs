namespace AiIdentity.Application.Limits;

/// <summary>What may be done only so often.</summary>
public enum Allowance
{
    /// <summary>Whois and verify together, by one client address without an API key.</summary>
    Public,
    KeyWhois,
    KeyVerify,
    /// <summary>Creating challenges, by one account.</summary>
    Challenges,
    /// <summary>Checks and re-checks that an operator asks for, of one surface.</summary>
    Checks,
    /// <summary>Those of one account that answer neither <c>verified</c> nor <c>unreachable</c>.</summary>
    FruitlessChecks,
    /// <summary>Calls by the registry's own grant for looks of one account that proved nothing.</summary>
    SearchCalls,
    /// <summary>The same of all accounts together.</summary>
    AllSearchCalls,
    /// <summary>Askings of every shared number for its handle, for one account.</summary>
    Sweeps,
}
