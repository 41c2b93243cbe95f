using System.Text.RegularExpressions;
using AiIdentity.WhatsAppSandbox.Faults;

namespace AiIdentity.WhatsAppSandbox.Graph;

internal readonly partial record struct GraphAddress(string? Version, string? Id, string? Edge)
{
    internal const string Profile = "whatsapp_business_profile";
    internal const string Username = "username";
    internal const string PhoneNumbers = "phone_numbers";

    internal static readonly GraphAddress Unknown = new(null, null, null);

    internal static GraphAddress Parse(string? path) => (path ?? "").TrimEnd('/').Split('/') switch
    {
        [var version, var id] when VersionForm().IsMatch(version) && IdForm().IsMatch(id) => new(version, id, null),
        [var version, var id, var edge] when VersionForm().IsMatch(version) && IdForm().IsMatch(id) && edge is Profile or Username or PhoneNumbers
            => new(version, id, edge),
        _ => Unknown,
    };

    internal ReadKind Kind => (Id, Edge) switch
    {
        (null, _) => ReadKind.Other,
        (_, null) => ReadKind.Node,
        (_, Profile) => ReadKind.Profile,
        (_, Username) => ReadKind.Username,
        _ => ReadKind.Listing,
    };

    // For the log: what did not parse may be anything, a token too.
    public override string ToString() => Id is null ? "/graph/…" : Edge is null ? $"/graph/{Version}/{Id}" : $"/graph/{Version}/{Id}/{Edge}";

    [GeneratedRegex(@"\Av[0-9]{1,3}\.[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionForm();

    [GeneratedRegex(@"\A[0-9]{5,20}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}
