using System.Net.Http.Json;
using System.Text.Json;

namespace AiIdentity.Demo;

/// <summary>What a person does on the phone and in the mailbox, in the sandbox that stands in for them.</summary>
internal sealed class Phone(HttpClient http)
{
    public async Task<string> CodeFromMailAsync(string to)
    {
        const string line = "Code: ";
        for (var tries = 0; tries < 100; tries++)
        {
            var mails = await http.GetFromJsonAsync<JsonElement>($"/sandbox/admin/mail?to={to}");
            if (mails.GetArrayLength() > 0)
            {
                var text = mails[mails.GetArrayLength() - 1].GetProperty("text").GetString() ?? "";
                return text.Split('\n').First(l => l.StartsWith(line, StringComparison.Ordinal))[line.Length..].Trim();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new UnexpectedException("No mail came within ten seconds.");
    }

    public async Task<string> AddNumberAsync(string phone, string username, string name)
    {
        using var response = await http.PostAsJsonAsync("/sandbox/admin/numbers", new { phone, username, verified_name = name });
        await RequireAsync(response);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("phone_number_id").GetString()!;
    }

    public async Task WriteAboutAsync(string phoneNumberId, string about)
    {
        using var response = await http.PatchAsJsonAsync($"/sandbox/admin/numbers/{phoneNumberId}", new { about });
        await RequireAsync(response);
    }

    private static async Task RequireAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            throw new UnexpectedException($"The sandbox answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }
}
