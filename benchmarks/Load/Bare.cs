using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Load;

/// <summary>The yardstick: Kestrel and nothing else, which answers whatever is asked with the status and the bytes that it was started with.</summary>
internal static class Bare
{
    public static async Task RunAsync(string[] arguments)
    {
        var (port, status, file) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2]);
        var body = status == StatusCodes.Status304NotModified ? [] : await File.ReadAllBytesAsync(file);
        var type = status == StatusCodes.Status404NotFound ? "application/problem+json" : "application/json; charset=utf-8";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.Run(context =>
        {
            var response = context.Response;
            response.StatusCode = status;
            if (body.Length == 0) return Task.CompletedTask;
            response.ContentType = type;
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, 0, body.Length);
        });
        await app.RunAsync();
    }
}
