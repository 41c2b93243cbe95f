using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Where reads go: what is configured, or the process's own sandbox at whatever address it listens on.</summary>
internal sealed class WhatsAppTarget(IOptions<WhatsAppOptions> options, IServiceProvider services)
{
    private readonly WhatsAppOptions _options = options.Value;
    private readonly SandboxReaders? _sandbox = options.Value is { GraphBaseUrl: null, AccessToken: null, DirectoryBaseUrl: null }
        ? services.GetService<SandboxReaders>()
        : null;

    public string Version => _options.GraphVersion;

    public GraphGrant? OwnGrant => _sandbox is not null ? GraphGrant.Own(_sandbox.AccessToken, null)
        : _options.AccessToken is { Length: > 0 } token ? GraphGrant.Own(token, _options.AppSecret is { Length: > 0 } secret ? secret : null)
        : null;

    public IReadOnlyList<string> WabaIds => _sandbox?.WabaIds ?? _options.WabaIds;

    public bool HasDirectory => _sandbox is not null || _options.DirectoryBaseUrl is not null;

    /// <summary>Asked for each request: in Development the server may not listen yet when the readers are made.</summary>
    public Uri Graph => _sandbox is not null ? OwnSandbox("graph") : Base(_options.GraphBaseUrl ?? WhatsAppOptions.Meta);

    public Uri Directory => _sandbox is not null ? OwnSandbox("directory") : Base(_options.DirectoryBaseUrl!);

    private static Uri Base(string url) => new(url.TrimEnd('/') + "/");

    private Uri OwnSandbox(string part)
    {
        var addresses = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(a => a.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? addresses.FirstOrDefault()
            ?? throw new HttpRequestException("The own sandbox does not listen yet.");
        var port = Microsoft.AspNetCore.Http.BindingAddress.Parse(address).Port;
        var scheme = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "https" : "http";
        return new Uri($"{scheme}://localhost:{port}/sandbox/{part}/");
    }
}

/// <summary>Sends a relative request where the readers' target is now; no redirect is followed, and no body over 64 KiB is read.</summary>
internal sealed class TargetHandler(Func<Uri> target) : DelegatingHandler
{
    /// <summary>Refit wants a base address; nothing is ever sent to this one.</summary>
    public static readonly Uri Placeholder = new("http://target.invalid");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(target(), request.RequestUri!.PathAndQuery.TrimStart('/'));
        return base.SendAsync(request, cancellationToken);
    }
}
