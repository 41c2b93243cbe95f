using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiIdentity.Browser.Tests;

/// <summary>Somebody else's web site: one page at another origin.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;

    public OtherSite(string html)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _answering = AnswerAsync(Encoding.UTF8.GetBytes(html));
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync(byte[] page)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.OutputStream.WriteAsync(page);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
