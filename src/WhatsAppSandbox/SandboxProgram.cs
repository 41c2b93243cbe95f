using AiIdentity.WhatsAppSandbox.Numbers;
using Microsoft.Extensions.Options;

namespace AiIdentity.WhatsAppSandbox;

// The sandbox on its own, for a registry that runs elsewhere on the same machine. Not called Program: the Api refers to this project.
internal static class SandboxProgram
{
    internal static async Task<int> Main(string[] args)
    {
        await using var app = Build(args);
        try
        {
            // Read now: a file that cannot be read is better heard of before the first request.
            app.Services.GetRequiredService<NumberStore>();
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        var options = app.Services.GetRequiredService<IOptions<WhatsAppSandboxOptions>>().Value;
        Console.WriteLine(Introduction(app.Urls.First().TrimEnd('/'), options));
        await app.WaitForShutdownAsync();
        return 0;
    }

    internal static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null) builder.WebHost.UseUrls("http://localhost:5090");
        builder.Services.AddWhatsAppSandbox(options =>
        {
            options.StatePath = Path.Combine("data", "whatsapp-sandbox.json");
            options.HomeUrl = null;
            builder.Configuration.GetSection("Sandbox").Bind(options);
        });

        var app = builder.Build();
        app.MapWhatsAppSandbox();
        app.MapGet("/", () => Results.Redirect("/sandbox")).RequireLoopback();
        return app;
    }

    internal static string Introduction(string address, WhatsAppSandboxOptions options) => $"""
        A stand-in for WhatsApp: {address}/sandbox
        Numbers are kept in {(options.StatePath is { } path ? Path.GetFullPath(path) : "memory only")}
        WhatsApp business accounts: {string.Join(", ", WhatsAppSandboxOptions.WabaIds)}
        The registry's access token: {options.RegistryAccessToken}

        A registry that is to read it needs:
          WhatsApp__GraphBaseUrl={address}/sandbox/graph
          WhatsApp__DirectoryBaseUrl={address}/sandbox/directory
          WhatsApp__AccessToken={options.RegistryAccessToken}
          WhatsApp__WabaIds={string.Join(',', WhatsAppSandboxOptions.WabaIds)}
        """;
}
