using System.Net.Http.Headers;

namespace AiIdentity.Browser.Tests;

/// <summary>A person with an account, who does over the API what a test does not do in the browser.</summary>
internal sealed record Operator(RegistryProcess Registry, string Email, RegistryClient Api)
{
    public const string Password = "correct horse battery staple";

    private static int _people;

    internal static async Task<Operator> SignUpAsync(RegistryProcess registry, string? email)
    {
        email ??= $"operator{Interlocked.Increment(ref _people)}@acme.example";
        // Its bearer is this person's alone, and lives as long as the run.
        var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        var api = new RegistryClient(http);
        await api.RegisterAsync(new RegisterBody { Email = email, Password = Password });
        await api.ConfirmEmailAsync(new ConfirmEmailBody { Email = email, Code = await registry.Sandbox.CodeAsync(email) });
        var session = await api.LoginAsync(new LoginBody { Email = email, Password = Password });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.AccessToken);
        return new Operator(registry, email, api);
    }

    /// <param name="surfaces">Addresses to claim: <c>wa:+…</c>, <c>wa:@…</c>.</param>
    public Task<IdentityView> CreateAsync(string name = "Acme Support", params string[] surfaces) => Api.CreateIdentityAsync(new CreateIdentityBody
    {
        Name = name,
        OperatorDisplay = "Acme Ltd",
        Capabilities = ["customer-support"],
        Surfaces = [.. surfaces.Select(s => new SurfaceClaim { Surface = s })],
    });

    public async Task ProveAsync(IdentityView identity, string surface, Number number)
    {
        var challenge = await Api.CreateChallengeAsync(identity.Id, identity.Surfaces.Single(s => s.Surface == surface).Id);
        await number.WriteAboutAsync($"Hello. {challenge.Token}");
        var check = await Api.CheckChallengeAsync(challenge.Id);
        Assert.That(check.Outcome, Is.EqualTo("verified"), check.Hint);
    }

    /// <summary>An identity with a number and a handle, both proved, and a Passport.</summary>
    public async Task<ProvedIdentity> ProvedAsync(string name = "Acme Support")
    {
        var (phone, username) = Sandbox.Fresh();
        var number = await Registry.Sandbox.AddNumberAsync(phone, username);
        var identity = await CreateAsync(name, $"wa:{phone}", $"wa:@{username}");
        await ProveAsync(identity, $"wa:{phone}", number);
        await ProveAsync(identity, $"wa:@{username}", number);
        var passport = await Api.IssuePassportAsync(identity.Id);
        return new ProvedIdentity(await Api.GetIdentityAsync(identity.Id), number, $"wa:{phone}", $"wa:@{username}", passport);
    }
}

internal sealed record ProvedIdentity(IdentityView Identity, Number Number, string Phone, string Username, IssuedPassport Passport)
{
    public string Id => Identity.Id;
}
