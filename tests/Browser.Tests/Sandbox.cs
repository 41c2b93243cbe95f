using System.Net.Http.Json;
using System.Text.Json;

namespace AiIdentity.Browser.Tests;

/// <summary>What a person does on the phone and in the mailbox, and the registry's clock.</summary>
internal sealed class Sandbox(HttpClient http)
{
    private static int _numbers;

    /// <summary>A number and a handle that no other test uses: <c>+447700…</c>, <c>acme…</c>.</summary>
    public static (string Phone, string Username) Fresh()
    {
        var n = Interlocked.Increment(ref _numbers);
        return ($"+447700{100_000 + n}", $"acme{n}");
    }

    public async Task<Number> AddNumberAsync(string phone, string? username = null, bool shared = true)
    {
        var answer = await SendAsync(HttpMethod.Post, "/sandbox/admin/numbers", username is null ? new { phone, shared } : new { phone, username, shared });
        return new Number(this, answer.GetProperty("phone_number_id").GetString()!, answer.GetProperty("access_token").GetString()!);
    }

    /// <summary>Any members of a number, as its owner or Meta changes them.</summary>
    public Task ChangeAsync(string phoneNumberId, object members) => SendAsync(HttpMethod.Patch, $"/sandbox/admin/numbers/{phoneNumberId}", members);

    public Task FaultAsync(object fault) => SendAsync(HttpMethod.Put, "/sandbox/admin/faults", fault);

    /// <summary>Only on a registry of one's own: everybody else's codes and sessions would age too.</summary>
    /// <returns>What it shows then.</returns>
    public async Task<DateTimeOffset> AdvanceAsync(TimeSpan by) =>
        (await SendAsync(HttpMethod.Post, "/sandbox/admin/clock", new { advance_seconds = (long)by.TotalSeconds })).GetProperty("now").GetDateTimeOffset();

    /// <summary>Does now what is due: looks, re-checks, lapses, mails.</summary>
    public Task RoundAsync() => SendAsync(HttpMethod.Post, "/sandbox/admin/recheck", new { });

    /// <summary>The mails to that address, oldest first.</summary>
    public async Task<IReadOnlyList<string>> MailsAsync(string to) =>
        [.. (await http.GetFromJsonAsync<JsonElement>($"/sandbox/admin/mail?to={Uri.EscapeDataString(to)}")).EnumerateArray().Select(mail => mail.GetProperty("text").GetString()!)];

    /// <summary>The code of the newest mail to that address.</summary>
    /// <param name="mails">How many mails with a code must have come.</param>
    public async Task<string> CodeAsync(string to, int mails = 1)
    {
        const string line = "Code: ";
        for (var tries = 0; tries < 50; tries++)
        {
            var codes = (await MailsAsync(to)).SelectMany(text => text.Split('\n')).Where(l => l.StartsWith(line, StringComparison.Ordinal)).ToList();
            if (codes.Count >= mails) return codes[^1][line.Length..].Trim();
            await RoundAsync();
        }

        throw new AssertionException($"No mail with a code came to {to}.");
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.IsSuccessStatusCode, Is.True, $"{path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}

/// <summary>A WhatsApp business number, as its owner has it in hand.</summary>
/// <param name="Token">The owner's own view-only token.</param>
internal sealed record Number(Sandbox Sandbox, string Id, string Token)
{
    public Task WriteAboutAsync(string about) => Sandbox.ChangeAsync(Id, new { about });
}
