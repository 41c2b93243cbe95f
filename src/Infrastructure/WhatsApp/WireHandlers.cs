namespace AiIdentity.Infrastructure.WhatsApp;

/// <summary>Sends a relative request where the readers' target is now.</summary>
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

/// <summary>
/// Bounds one answer in time and length, its body included: Refit returns at the headers, and HttpClient's own limits end there.
/// </summary>
internal sealed class BoundsHandler(TimeSpan patience) : DelegatingHandler
{
    private const int LongestBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(patience);
        var response = await base.SendAsync(request, time.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(LongestBody, time.Token);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
