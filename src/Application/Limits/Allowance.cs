namespace AiIdentity.Application.Limits;

/// <summary>What may be done only so often.</summary>
public enum Allowance
{
    /// <summary>Whois and verify together, by one client address without an API key.</summary>
    Public,
    /// <summary>Whois by the API keys of one account.</summary>
    KeyWhois,
    /// <summary>Verify by the API keys of one account.</summary>
    KeyVerify,
    /// <summary>Creating challenges, by one account.</summary>
    Challenges,
    /// <summary>Checks that an operator asks for, of one surface.</summary>
    Checks,
    /// <summary>Checks of one account that answer neither <c>verified</c> nor <c>unreachable</c>.</summary>
    FruitlessChecks,
}
