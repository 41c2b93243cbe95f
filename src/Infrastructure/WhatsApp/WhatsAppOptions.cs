using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Where and with which grant WhatsApp is read; section <c>WhatsApp</c>. Blank is unset.</summary>
internal sealed class WhatsAppOptions
{
    public const string Section = "WhatsApp";
    public const string Meta = "https://graph.facebook.com";
    private const string DefaultVersion = "v25.0";

    public string? GraphBaseUrl { get; set; }
    public string GraphVersion { get; set; } = DefaultVersion;
    /// <summary>The registry's own grant; without it only operators' tokens and the directory can read.</summary>
    public string? AccessToken { get; set; }
    /// <summary>The business accounts that were shared with the registry: a list, or one value with commas.</summary>
    public string[] WabaIds { get; set; } = [];
    /// <summary>WhatsApp offers no public directory; another one can be asked.</summary>
    public string? DirectoryBaseUrl { get; set; }
    /// <summary>How many bindings a process checks again in a minute, at most; a check is up to five reads.</summary>
    public int ChecksPerMinute { get; set; } = 60;
    public string? AppSecret { get; set; }
    public string? VerifyToken { get; set; }

    /// <summary>For one answer; a look makes a handful of them, one after the other.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(8);
    /// <summary>For one search over all shared numbers.</summary>
    internal TimeSpan SearchPatience { get; set; } = TimeSpan.FromSeconds(45);
    /// <summary>Searches that met nothing are answered at multiples of it.</summary>
    internal TimeSpan AnswerStep { get; set; } = TimeSpan.FromMilliseconds(500);

    internal void Tidy(string? wabaIdsInOneValue)
    {
        GraphBaseUrl = Tidied(GraphBaseUrl);
        GraphVersion = Tidied(GraphVersion) ?? DefaultVersion;
        AccessToken = Tidied(AccessToken);
        DirectoryBaseUrl = Tidied(DirectoryBaseUrl);
        AppSecret = Tidied(AppSecret);
        VerifyToken = Tidied(VerifyToken);
        WabaIds = [.. (wabaIdsInOneValue?.Split(',') ?? WabaIds).Select(Tidied).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    // Values pasted from a console or read from a mounted file end in line breaks.
    private static string? Tidied(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

internal sealed partial class WhatsAppOptionsRules : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        List<string> refused = [];
        if (!IsBaseUrl(options.GraphBaseUrl)) Refuse("GraphBaseUrl", "an absolute http or https address without user, query or fragment");
        if (!IsBaseUrl(options.DirectoryBaseUrl)) Refuse("DirectoryBaseUrl", "an absolute http or https address without user, query or fragment");
        if (!Version().IsMatch(options.GraphVersion)) Refuse("GraphVersion", "a version such as v25.0");
        if (!options.WabaIds.All(GraphId.IsOne)) Refuse("WabaIds", "ids of 5 to 20 digits");
        if (options.AccessToken is { } token && !GraphGrant.IsToken(token)) Refuse("AccessToken", "visible ASCII characters");
        if (options.ChecksPerMinute is < 1 or > 60_000) Refuse("ChecksPerMinute", "from 1 to 60000");
        return refused.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(refused);

        // Values are not repeated: they may be secrets in the wrong place.
        void Refuse(string member, string what) => refused.Add($"{WhatsAppOptions.Section}:{member} must be {what}.");
    }

    private static bool IsBaseUrl(string? text) =>
        text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" });

    [GeneratedRegex(@"\Av[0-9]{1,3}\.[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
