using System.Net;
using System.Reflection;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Pages;

/// <summary>Pages that need no more than text: where to go, and what a problem's code means.</summary>
internal static class PlainPages
{
    private static readonly Dictionary<string, DomainError> Problems =
        (from assembly in new[] { typeof(DomainError).Assembly, typeof(RegistryOptions).Assembly, typeof(HttpErrors).Assembly }
         from type in assembly.GetTypes()
         from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
         where field.FieldType == typeof(DomainError)
         select (DomainError)field.GetValue(null)!).ToDictionary(e => e.Code, StringComparer.Ordinal);

    public static void MapPlainPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Home).ExcludeFromDescription();
        routes.MapGet("/problems/{code}", Explain).ExcludeFromDescription();
    }

    private static ContentHttpResult Home(IOptions<RegistryOptions> registry) => Page("AiIdentity", $"""
        <p>The registry that answers who stands behind an AI agent on WhatsApp.</p>
        <ul>
          <li>Ask: <code>{WebUtility.HtmlEncode(registry.Value.Issuer)}/api/v1/whois?surface=wa:@acmesupport</code></li>
          <li><a href="/swagger">The API and its description</a></li>
          <li><a href="/.well-known/jwks.json">The keys that sign Passports</a></li>
        </ul>
        <p>Operators: <a href="/dashboard">the dashboard</a>.</p>
        """);

    private static ContentHttpResult Explain(string code) => Problems.TryGetValue(code, out var problem)
        ? Page(problem.Code, $"<p>HTTP status {ProblemWriter.StatusOf(problem)}.</p><p>{WebUtility.HtmlEncode(problem.Message)}</p>")
        : throw new RefusedException(HttpErrors.RouteUnknown);

    private static ContentHttpResult Page(string title, string body) => TypedResults.Content($$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
        <title>{{title}}</title></head>
        <body><main><h1>{{title}}</h1>{{body}}</main></body></html>
        """, "text/html; charset=utf-8");
}
