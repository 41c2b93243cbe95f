using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>What the Api's own sandbox lets the registry read.</summary>
internal sealed record SandboxReaders(string AccessToken, string[] WabaIds)
{
    public override string ToString() => "(sandbox readers)";
}

/// <summary>Finds the process's own sandbox at whatever address the process listens on.</summary>
internal sealed class OwnSandbox(IServiceProvider services)
{
    // Asked for each request: readers are made before the server listens, and port 0 is known only then.
    public Uri Address(string part)
    {
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return AddressOf(addresses, part) ?? throw new HttpRequestException("The process does not listen yet.");
    }

    internal static Uri? AddressOf(IEnumerable<string> addresses, string part)
    {
        var listening = addresses.Select(BindingAddress.Parse).Where(address => !address.IsUnixPipe && !address.IsNamedPipe && address.Port > 0).ToList();
        var address = listening.Find(one => one.Scheme == Uri.UriSchemeHttp) ?? listening.FirstOrDefault();
        return address is null ? null : new Uri($"{address.Scheme}://{HostOf(address)}:{address.Port}/sandbox/{part}/");
    }

    // Kestrel takes any other name, and the wildcards, as "every address of this machine".
    private static string HostOf(BindingAddress address) => address.Host is "localhost" or "[::1]" ? address.Host : "127.0.0.1";
}
