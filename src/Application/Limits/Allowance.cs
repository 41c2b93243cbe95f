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
    /// <summary>Checks and re-checks that an operator asks for, of one surface.</summary>
    Checks,
    /// <summary>Those of one account that answer neither <c>verified</c> nor <c>unreachable</c>.</summary>
    FruitlessChecks,
    /// <summary>Passwords, codes and passkeys tried, by one client address.</summary>
    SignIns,
    /// <summary>The same by a signed-in person, by account.</summary>
    Proofs,
    /// <summary>Registrations and other requests that have a mail sent, by one client address.</summary>
    Mails,
    /// <summary>Mails to one address, whoever had them sent.</summary>
    MailsToAddress,
    /// <summary>Mails to one address beyond those, each the first that its network has sent there.</summary>
    FirstMailsToAddress,
    /// <summary>That a network had a mail sent to an address.</summary>
    FirstMailOfNetwork,
    /// <summary>Mails that somebody signed in under an address has sent there.</summary>
    OwnMails,
    /// <summary>Calls by the registry's own grant for looks of one account that proved nothing.</summary>
    SearchCalls,
    /// <summary>The same of all accounts together.</summary>
    AllSearchCalls,
    /// <summary>Askings of every shared number for its handle, for one account.</summary>
    Sweeps,
}
