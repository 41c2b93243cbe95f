using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Browser.Tests;

/// <summary>Somebody else's web site, at another origin.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript",
        [".wasm"] = "application/wasm",
    };

    private readonly HttpListener _listener = new();
    private readonly Task _answering;

    private OtherSite(Func<HttpListenerContext, Task> answer)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _answering = AnswerAsync(answer);
    }

    /// <summary>One page, whatever is asked.</summary>
    public static OtherSite Of(string html) => new(context =>
    {
        context.Response.ContentType = Types[".html"];
        return context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(html)).AsTask();
    });

    /// <summary>The files of a published Blazor app, compressed, and kept by the browser as a registry has its own kept.</summary>
    public static OtherSite OfPublished(string wwwroot) => new(async context =>
    {
        var (path, response) = (context.Request.Url!.AbsolutePath, context.Response);
        var file = Path.Combine(wwwroot, path == "/" ? "index.html" : path[1..]);
        if (!File.Exists(file + ".br"))
        {
            response.StatusCode = 404;
            return;
        }

        response.ContentType = Types[Path.GetExtension(file)];
        response.AddHeader("Content-Encoding", "br");
        // A name with its content's fingerprint in it never means anything else.
        response.AddHeader("Cache-Control", Path.GetFileName(file).Split('.') is [.., { Length: 10 }, _] ? "max-age=31536000, immutable" : "no-cache");
        await response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file + ".br"));
    });

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync(Func<HttpListenerContext, Task> answer)
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await answer(context);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed; or a visitor did not wait for the answer.
                if (!_listener.IsListening) return;
            }
        }
    }
}
