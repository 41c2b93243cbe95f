using System.Net.Http.Headers;
using AiIdentity.Client;
using AiIdentity.Client.Offline;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Where the registry is and who asks.</summary>
public sealed class RegistryClientOptions
{
    /// <summary>Where the registry is reached: <c>https://registry.example</c>.</summary>
    public Uri? Address { get; set; }

    /// <summary>What its Passports call it, where that is another address.</summary>
    public string? Issuer { get; set; }

    /// <summary><c>aii_live_…</c>, for operators; public questions need none. Sent with the client's requests, never with the verifier's.</summary>
    public string? ApiKey { get; set; }

    /// <summary><inheritdoc cref="RegistryClient.Timeout" path="/summary"/></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary><inheritdoc cref="RegistryClient.LongestAnswer" path="/summary"/></summary>
    public int LongestAnswer { get; set; } = BoundedBody.Longest;

    /// <summary><inheritdoc cref="RegistryClient.Retries" path="/summary"/></summary>
    public int Retries { get; set; }
}

/// <summary>Registers the client in a service collection.</summary>
public static class RegistryClientServices
{
    private const string Publications = "AiIdentity.Publications";

    /// <summary>
    /// Adds <see cref="IRegistryClient"/> and <see cref="RegistryClient"/> over <see cref="IHttpClientFactory"/>, and one <see cref="PassportVerifier"/>
    /// as <see cref="IPassportVerifier"/> too. Neither follows redirects. What comes back configures the client's HTTP pipeline.
    /// </summary>
    public static IHttpClientBuilder AddRegistryClient(this IServiceCollection services, Action<RegistryClientOptions> configure)
    {
        var options = new RegistryClientOptions();
        configure(options);
        var address = options.Address ?? throw new ArgumentException("Say where the registry is: options.Address.", nameof(configure));
        if (!address.IsAbsoluteUri) throw new ArgumentException("The registry's address is an absolute http or https URL.", nameof(configure));
        var home = new Uri(new IssuerUrl(address.AbsoluteUri, nameof(configure)).Canonical + "/");
        var issuer = options.Issuer ?? address.OriginalString;
        _ = new IssuerUrl(issuer, nameof(configure));
        services.AddHttpClient(Publications).ConfigurePrimaryHttpMessageHandler(RegistryClient.WithoutRedirects);
        services.AddSingleton(provider => new PassportVerifier(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(Publications), home, issuer,
            provider.GetService<TimeProvider>(), provider.GetService<ILogger<PassportVerifier>>()));
        services.AddSingleton<IPassportVerifier>(provider => provider.GetRequiredService<PassportVerifier>());
        services.AddTransient<IRegistryClient>(provider => provider.GetRequiredService<RegistryClient>());
        return services.AddHttpClient(nameof(RegistryClient), http =>
            {
                http.BaseAddress = home;
                if (options.ApiKey is { } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            })
            .ConfigurePrimaryHttpMessageHandler(RegistryClient.WithoutRedirects)
            .AddTypedClient((http, provider) => new RegistryClient(http)
            {
                Timeout = options.Timeout,
                LongestAnswer = options.LongestAnswer,
                Retries = options.Retries,
                Clock = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            });
    }
}
