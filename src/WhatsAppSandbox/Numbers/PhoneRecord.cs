namespace AiIdentity.WhatsAppSandbox.Numbers;

internal enum UsernameStatus { Approved, Reserved }

internal enum ProfileShape { Flat, Nested }

internal sealed record PhoneRecord
{
    internal const string DefaultVerifiedName = "Sandbox Business";
    internal const string Connected = "CONNECTED";
    internal const string CloudApi = "CLOUD_API";
    internal const string Verified = "VERIFIED";
    internal const string Live = "LIVE";

    public required string PhoneNumberId { get; init; }
    public required string WabaId { get; init; }

    // What the public directory calls this record by: random, so that nothing leads from it to the number.
    public required string ProfileId { get; init; }
    public required string AccessToken { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public string Phone { get; init; } = "";
    public string? DisplayPhoneNumber { get; init; }
    public string VerifiedName { get; init; } = DefaultVerifiedName;
    public string Status { get; init; } = Connected;
    public string PlatformType { get; init; } = CloudApi;
    public string CodeVerificationStatus { get; init; } = Verified;
    public string AccountMode { get; init; } = Live;
    public bool Shared { get; init; } = true;

    public string? Username { get; init; }
    public UsernameStatus UsernameStatus { get; init; }

    public string? About { get; init; }
    public string? PreviousAbout { get; init; }
    public string? Description { get; init; }
    public ProfileShape ProfileShape { get; init; }

    internal string Displayed => DisplayPhoneNumber ?? DisplayNumber.Of(Phone);

    internal bool IsPublicAs(string username) =>
        UsernameStatus is UsernameStatus.Approved && string.Equals(Username, username, StringComparison.Ordinal);

    internal PhoneRecord WithAbout(string? about) =>
        string.Equals(about, About, StringComparison.Ordinal) ? this : this with { About = about, PreviousAbout = About };
}
