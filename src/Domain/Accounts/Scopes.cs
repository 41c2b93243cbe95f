namespace AiIdentity.Domain.Accounts;

/// <summary>What an API key may be allowed to do.</summary>
public static class Scopes
{
    public const string IdentityCreate = "identity:create";
    public const string IdentityRead = "identity:read";
    public const string IdentityWrite = "identity:write";
    public const string SurfaceVerify = "surface:verify";
    public const string PassportIssue = "passport:issue";

    public static readonly IReadOnlyList<string> All = [IdentityCreate, IdentityRead, IdentityWrite, SurfaceVerify, PassportIssue];
}
