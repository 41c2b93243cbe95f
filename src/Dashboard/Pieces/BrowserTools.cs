using System.Text.Json;
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

    /// <summary>Comes back once somebody can see the page: at once where it is in front.</summary>
    public async Task UntilVisibleAsync(CancellationToken ct) => await (await ModuleAsync()).InvokeVoidAsync("untilVisible", ct);

    /// <summary>The names of countries in the browser's language, in the order of their letters.</summary>
    public async Task<IReadOnlyList<string>> CountryNamesAsync(IReadOnlyList<string> countries) =>
        await (await ModuleAsync()).InvokeAsync<string[]>("countryNames", countries);

    /// <summary>The country of the browser's language, <c>GB</c>; null where it names none.</summary>
    public async Task<string?> HomeCountryAsync() => await (await ModuleAsync()).InvokeAsync<string?>("homeCountry");

    /// <param name="options">Of the registry's question.</param>
    public async Task<PasskeyOutcome> MakePasskeyAsync(object options) => await (await ModuleAsync()).InvokeAsync<PasskeyOutcome>("makePasskey", options);

    public async Task<PasskeyOutcome> ShowPasskeyAsync(object options) => await (await ModuleAsync()).InvokeAsync<PasskeyOutcome>("showPasskey", options);

    private async Task<IJSObjectReference> ModuleAsync() =>
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "/dashboard.js");

    public async ValueTask DisposeAsync()
    {
        if (_module is not null) await _module.DisposeAsync();
    }
}

/// <summary>A credential for the registry, or the name of WebAuthn's error.</summary>
public sealed record PasskeyOutcome(JsonElement? Credential, string? Failure);
