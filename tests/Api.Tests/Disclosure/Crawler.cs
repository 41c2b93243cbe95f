using System.Text.RegularExpressions;
using AiIdentity.Api.Authentication;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Disclosure;

/// <summary>
/// Asks every route that the process has, found in its own list of routes, so that a new one can't be forgotten: with everything
/// that a stranger could know put into every place where something can be put.
/// </summary>
internal sealed partial class Crawler(RegistryHost registry, IReadOnlyList<string> known)
{
    private static readonly string[] Harmless = ["GET", "HEAD", "OPTIONS"];

    /// <summary>Routes that anybody may use.</summary>
    public IEnumerable<RouteEndpoint> Public => Routes.Where(r => r.Metadata.GetMetadata<AccessMetadata>() is null);

    /// <summary>Routes that need a sign-in, and no administrator.</summary>
    public IEnumerable<RouteEndpoint> Operators => Routes.Where(r => r.Metadata.GetMetadata<AccessMetadata>() is { Administrator: false });

    private IEnumerable<RouteEndpoint> Routes => registry.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(r => PathOf(r) is var path && !path.StartsWith("/sandbox", StringComparison.Ordinal) && !path.StartsWith("/_framework", StringComparison.Ordinal))
        .OrderBy(PathOf, StringComparer.Ordinal).ThenBy(r => r.DisplayName, StringComparer.Ordinal);

    public static string PathOf(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    public static IReadOnlyList<string> MethodsOf(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    /// <summary>Every answer, under the request that it answers.</summary>
    /// <param name="bodies">For each route and method that takes a body, those to send; others get an empty object.</param>
    /// <param name="without">Routes that are left out.</param>
    public async Task<List<(string Asked, Answer Answer)>> CrawlAsync(
        IEnumerable<RouteEndpoint> routes, string? bearer, ILookup<string, object> bodies, params string[] without)
    {
        var answers = new List<(string, Answer)>();
        foreach (var route in routes.Where(r => !without.Contains(PathOf(r), StringComparer.Ordinal)))
            foreach (var method in MethodsOf(route))
                foreach (var path in Filled(PathOf(route)))
                {
                    string[] asked = Harmless.Contains(method, StringComparer.Ordinal) && route.Metadata.GetMetadata<AccessMetadata>() is null
                        ? [path, .. known.Select(k => $"{path}?surface={k}&q={k}&since={k}&cursor={k}")]
                        : [path];
                    foreach (var uri in asked)
                        foreach (var body in BodiesOf(method, route))
                            answers.Add(($"{method} {uri} {body}", await registry.Send(new HttpMethod(method), uri, body, bearer)));
                }

        return answers;

        IEnumerable<object?> BodiesOf(string method, RouteEndpoint route) =>
            Harmless.Contains(method, StringComparer.Ordinal) ? new object?[1] : bodies[$"{method} {PathOf(route)}"].DefaultIfEmpty(new { }).Cast<object?>();
    }

    // Each parameter takes each thing that is known.
    private IEnumerable<string> Filled(string pattern)
    {
        if (!Parameter().IsMatch(pattern)) return [pattern];
        return known.SelectMany(k => Filled(Parameter().Replace(pattern, Uri.EscapeDataString(k).Replace("%2B", "+", StringComparison.Ordinal), 1)));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
