namespace AiIdentity.Application.Shared;

/// <summary>What the registry is called and who runs it; section <c>Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>The public base URL, without a slash at the end: the <c>iss</c> of Passports, the start of every link.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The confirmed email addresses of the administrators' accounts.</summary>
    public string[] Administrators { get; set; } = [];

    /// <summary>Whether an administrator must have shown a second factor; decided by the environment, never by a setting.</summary>
    public bool AdministratorsNeedSecondFactor { get; set; } = true;

    /// <summary>Whether the reference identity <c>aii_demo</c> is kept; always in Development.</summary>
    public bool Demo { get; set; }

    public string IdentityUrl(string identity) => $"{Issuer}/whois/{identity}";

    public string StatusListUrl(int list) => $"{Issuer}/api/v1/status-lists/{list}";
}
