using Microsoft.JSInterop;

namespace AiIdentity.Dashboard.Pieces;

/// <summary>What only the browser can do, from <c>wwwroot/dashboard.js</c>.</summary>
public sealed class BrowserTools(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <returns>Whether the browser allowed it.</returns>
    public async Task<bool> CopyAsync(string text) => await (await ModuleAsync()).InvokeAsync<bool>("copy", text);

    /// <summary>Hands a text to the browser as a file to keep.</summary>
    public async Task SaveFileAsync(string name, string mediaType, string text) =>
        await (await ModuleAsync()).InvokeVoidAsync("save", name, mediaType, text);

    private async Task<IJSObjectReference> ModuleAsync() =>
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "/dashboard.js");

    public async ValueTask DisposeAsync()
    {
        if (_module is not null) await _module.DisposeAsync();
    }
}
