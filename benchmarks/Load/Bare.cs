using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Load;

/// <summary>
/// The yardsticks: Kestrel and nothing else, which answers whatever is asked with the status and the bytes that it was started
/// with. As a floor it does one thing besides that the registry can't do without.
/// </summary>
internal static class Bare
{
    /// <param name="arguments">Port, status, file of the body; then a floor's: <c>head=FILE</c>, <c>look=DATABASE</c>, <c>open=DATABASE</c>, <c>verify=JWKS</c>, <c>issue=DATABASE</c>.</param>
    public static async Task RunAsync(string[] arguments)
    {
        var (port, status, file) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2]);
        var floor = arguments[3..].Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
        var body = status == StatusCodes.Status304NotModified ? [] : await File.ReadAllBytesAsync(file);
        var type = status == StatusCodes.Status404NotFound ? "application/problem+json" : "application/json; charset=utf-8";
        var head = floor.TryGetValue("head", out var headers) ? await File.ReadAllLinesAsync(headers) : [];
        var named = Array.ConvertAll(head, line => (Name: line[..line.IndexOf(':', StringComparison.Ordinal)], Value: line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]));
        using var look = floor.TryGetValue("look", out var database) ? new BareLook(database, hits: status == StatusCodes.Status200OK)
            : floor.TryGetValue("open", out var opened) ? new BareLook(opened, hits: true, known: 1)
            : null;
        using var issue = floor.TryGetValue("issue", out var registry) ? new BareIssue(registry) : null;
        var signature = floor.TryGetValue("verify", out var jwks) ? BareSignature.By(jwks) : null;

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.Run(async context =>
        {
            if (signature is not null) await signature.VerifyAsync(context.Request);
            if (issue is not null) await issue.IssueAsync(context.Request.Path);
            var answer = look?.Answer() ?? body;
            var response = context.Response;
            response.StatusCode = status;
            foreach (var (name, value) in named) response.Headers[name] = value;
            if (answer.Length == 0) return;
            response.ContentType = type;
            response.ContentLength = answer.Length;
            await response.Body.WriteAsync(answer);
        });
        await app.RunAsync();
    }
}
