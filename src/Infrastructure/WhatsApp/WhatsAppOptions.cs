using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Where WhatsApp is read; section <c>WhatsApp</c>.</summary>
internal sealed class WhatsAppOptions
{
    public const string Meta = "https://graph.facebook.com";

    public string? GraphBaseUrl { get; set; }
    public string GraphVersion { get; set; } = "v25.0";
    /// <summary>The registry's own grant; none means that only operators' tokens and the directory can read.</summary>
    public string? AccessToken { get; set; }
    /// <summary>The business accounts that were shared with the registry: a list, or one value with commas.</summary>
    public string[] WabaIds { get; set; } = [];
    /// <summary>No public directory exists; a configurable one can be asked.</summary>
    public string? DirectoryBaseUrl { get; set; }
    public string? AppSecret { get; set; }
    public string? VerifyToken { get; set; }
}

internal sealed partial class WhatsAppOptionsRules : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        if (!IsBaseUrl(options.GraphBaseUrl)) return Fail("GraphBaseUrl", "an absolute http or https address");
        if (!IsBaseUrl(options.DirectoryBaseUrl)) return Fail("DirectoryBaseUrl", "an absolute http or https address");
        if (!GraphVersion().IsMatch(options.GraphVersion)) return Fail("GraphVersion", "a version such as v25.0");
        if (!options.WabaIds.All(PhoneNumberIds.IsId)) return Fail("WabaIds", "ids of 5 to 20 digits");
        return ValidateOptionsResult.Success;

        static ValidateOptionsResult Fail(string member, string what) => ValidateOptionsResult.Fail($"WhatsApp:{member} must be {what}.");
    }

    private static bool IsBaseUrl(string? text) =>
        text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    [GeneratedRegex(@"\Av[0-9]{1,3}\.[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex GraphVersion();
}

internal static class PhoneNumberIds
{
    public static bool IsId(string? text) => text is { Length: >= 5 and <= 20 } && text.All(char.IsAsciiDigit);
}

/// <summary>The process's own sandbox: what reads it where nothing else is configured.</summary>
internal sealed record SandboxReaders(string AccessToken, string[] WabaIds);
