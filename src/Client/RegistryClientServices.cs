using System.Net.Http.Headers;
using AiIdentity.Client;

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
}

/// <summary>Registers the client in a service collection.</summary>
public static class RegistryClientServices
{
    private const string Publications = "AiIdentity.Publications";

    /// <summary>
    /// Adds <see cref="IRegistryClient"/> and <see cref="RegistryClient"/> over <see cref="IHttpClientFactory"/>, and one <see cref="PassportVerifier"/>.
    /// What comes back configures the client's HTTP pipeline.
    /// </summary>
    public static IHttpClientBuilder AddRegistryClient(this IServiceCollection services, Action<RegistryClientOptions> configure)
    {
        var options = new RegistryClientOptions();
        configure(options);
        var address = options.Address ?? throw new ArgumentException("Say where the registry is: options.Address.", nameof(configure));
        var home = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        services.AddHttpClient(Publications);
        services.AddSingleton(provider => new PassportVerifier(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(Publications), home, options.Issuer, provider.GetService<TimeProvider>()));
        services.AddTransient<IRegistryClient>(provider => provider.GetRequiredService<RegistryClient>());
        return services.AddHttpClient<RegistryClient>(http =>
        {
            http.BaseAddress = home;
            if (options.ApiKey is { } key) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        });
    }
}
