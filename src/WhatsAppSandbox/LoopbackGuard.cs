using System.Net;

namespace AiIdentity.WhatsAppSandbox;

/// <summary>Keeps endpoints for the machine that they run on.</summary>
public static class LoopbackGuard
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };

    /// <summary>Answers 403 to every peer that is not loopback, names another host, or comes from another site's page.</summary>
    public static TBuilder RequireLoopback<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        // Wraps the delegate instead of adding an endpoint filter: filters run after the body was read and bound.
        builder.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } answer)
                endpoint.RequestDelegate = http => Admits(http) ? answer(http) : Refuse(http);
        });
        return builder;
    }

    internal static bool Admits(HttpContext http) =>
        IsLoopback(http.Connection.RemoteIpAddress)
        && Names.Contains(http.Request.Host.Host)
        && http.Request.Headers.Origin.All(IsOwnOrigin);

    // None: no network in between (a Unix socket, a test server in the same process).
    private static bool IsLoopback(IPAddress? peer) =>
        peer is null || IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer);

    // The Host says where a request goes, not who sent it: a browser posts to localhost for any page that asks.
    private static bool IsOwnOrigin(string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && Names.Contains(uri.Host);

    private static Task Refuse(HttpContext http) =>
        SandboxJson.Problem(StatusCodes.Status403Forbidden, "The sandbox answers only programs of its own machine that call it localhost, 127.0.0.1 or [::1].")
            .ExecuteAsync(http);
}
