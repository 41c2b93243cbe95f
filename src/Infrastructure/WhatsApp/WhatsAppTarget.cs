using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Where reads go and with which grant: what is configured, or the process's own sandbox where nothing is.</summary>
internal sealed class WhatsAppTarget
{
    private readonly WhatsAppOptions _options;
    private readonly OwnSandbox? _sandbox;

    public WhatsAppTarget(IOptions<WhatsAppOptions> options, IServiceProvider services)
    {
        _options = options.Value;
        if (_options is { GraphBaseUrl: null, AccessToken: null, DirectoryBaseUrl: null } && services.GetService<SandboxReaders>() is { } readers)
        {
            _sandbox = new OwnSandbox(services);
            (OwnGrant, WabaIds) = (GraphGrant.Own(readers.AccessToken, appSecret: null), readers.WabaIds);
        }
        else
        {
            OwnGrant = _options.AccessToken is { } token ? GraphGrant.Own(token, _options.AppSecret) : null;
            WabaIds = _options.WabaIds;
        }
    }

    public string Version => _options.GraphVersion;

    public GraphGrant? OwnGrant { get; }

    public IReadOnlyList<string> WabaIds { get; }

    public bool HasDirectory => _sandbox is not null || _options.DirectoryBaseUrl is not null;

    public Uri Graph => _sandbox?.Address("graph") ?? Folder(_options.GraphBaseUrl ?? WhatsAppOptions.Meta);

    public Uri Directory => _sandbox?.Address("directory") ?? Folder(_options.DirectoryBaseUrl ?? throw new HttpRequestException("There is no directory."));

    // Where this machine is meant, no proxy is: one that the environment names would get the token.
    public bool IsGraphHere => _sandbox is not null || Graph.IsLoopback;

    public bool IsDirectoryHere => _sandbox is not null || (HasDirectory && Directory.IsLoopback);

    private static Uri Folder(string url) => new(url.TrimEnd('/') + "/");
}
