using System.Net.Http.Headers;
using AiIdentity.Client;

namespace AiIdentity.Cli;

/// <summary>What one command works with.</summary>
internal sealed class Session : IDisposable
{
    private readonly HttpClient _public;
    private readonly HttpClient _own;
    private readonly Settings _settings;

    public Session(Settings settings, Surroundings around, Report report)
    {
        (_settings, Around, Report) = (settings, around, report);
        (_public, _own) = (Open(settings), Open(settings));
        if (settings.ApiKey is { } key) _own.DefaultRequestHeaders.Authorization = Bearer(key);
        Registry = new RegistryClient(_own);
        Verifier = VerifierOf(settings, around);
    }

    public Surroundings Around { get; }
    public Report Report { get; }

    /// <summary>With the API key, where there is one: it has limits of its own.</summary>
    public RegistryClient Registry { get; }

    public PassportVerifier Verifier { get; }

    public void RequireKey()
    {
        if (_settings.ApiKey is null)
            throw new ExitException(ExitCode.Usage, "api_key_missing", "This needs an API key: set AIIDENTITY_API_KEY, or \"api_key\" in the settings file.");
    }

    public void Dispose()
    {
        _public.Dispose();
        _own.Dispose();
    }

    private PassportVerifier VerifierOf(Settings settings, Surroundings around)
    {
        try
        {
            return new PassportVerifier(_public, settings.Issuer, around.Clock);
        }
        catch (ArgumentException)
        {
            throw new ExitException(ExitCode.Usage, "settings_invalid", "The registry's address and issuer are http or https URLs without user, query and fragment.");
        }
    }

    private static HttpClient Open(Settings settings) => new(RegistryClient.WithoutRedirects()) { BaseAddress = settings.Registry };

    // The framework's own exception would print the key.
    private static AuthenticationHeaderValue Bearer(string key) =>
        key.All(c => c is > ' ' and < '\x7f') ? new AuthenticationHeaderValue("Bearer", key)
            : throw new ExitException(ExitCode.Usage, "settings_invalid", "The API key has characters that no key has: copy it again.");
}
