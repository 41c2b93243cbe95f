using System.Text.Json.Nodes;

namespace AiIdentity.Browser.Tests.Identities;

/// <summary>The dashboard asks a registry that is of a later version, whose enumerations have values that it does not know.</summary>
public class LaterVersionTests : OperatorTest
{
    private const string Word = "not_invented_yet";

    [Test]
    public async Task What_it_does_not_know_it_shows_as_text()
    {
        var person = await EnterAsync();
        var proved = await person.ProvedAsync();
        await person.Api.CreateChallengeAsync(proved.Id, proved.Identity.Surfaces[0].Id);
        await AnswerLaterAsync("status", "tier", "next", "fact", "method", "freshness", "type", "outcome", "reader", "plan", "kind");
        foreach (var path in new[] { "", $"/identities/{proved.Id}", $"/identities/{proved.Id}/website?surface={proved.Identity.Surfaces[0].Id}", $"/passports/{proved.Passport.Id}", "/account" })
        {
            await Page.GotoAsync($"/dashboard{path}");
            await Expect(Page.Locator("main")).ToContainTextAsync("not invented yet");
            await Expect(Page.Locator("main")).Not.ToContainTextAsync(Word);
        }
    }

    [Test]
    public async Task An_outcome_that_it_does_not_know_is_its_text_and_the_registrys_hint()
    {
        var person = await EnterAsync();
        var proved = await person.ProvedAsync();
        await AnswerLaterAsync("outcome", "kind");
        await Page.GotoAsync($"/dashboard/identities/{proved.Id}/website?surface={proved.Identity.Surfaces[0].Id}");
        await Button("Check again now").ClickAsync();
        await Expect(Page.Locator($".outcome[data-outcome={Word}] .badge")).ToContainTextAsync("not invented yet");
    }

    /// <param name="members">The names of those whose texts are another then.</param>
    private async Task AnswerLaterAsync(params string[] members) => await Page.RouteAsync("**/api/v1/**", async route =>
    {
        var answer = await route.FetchAsync();
        var text = await answer.TextAsync();
        if (text.Length == 0 || !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("application/json", StringComparison.Ordinal))
        {
            await route.FulfillAsync(new() { Response = answer });
            return;
        }

        var body = JsonNode.Parse(text);
        Change(body, members);
        await route.FulfillAsync(new() { Response = answer, Body = body?.ToJsonString() });
    });

    private static void Change(JsonNode? node, string[] members)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Change(item, members);
        }

        if (node is not JsonObject one) return;
        foreach (var (name, value) in one.ToList())
        {
            if (members.Contains(name) && value is JsonValue text && text.TryGetValue<string>(out _)) one[name] = Word;
            else Change(value, members);
        }

        one["added_later"] = new JsonObject();
    }
}
