using System.Globalization;
using System.Reflection;
using AiIdentity.Api.Limits;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Limits;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AiIdentity.Api.Tests.Limits;

/// <summary>Passwords, codes and passkeys are tried, and mails are sent, only so often by one client and to one address.</summary>
internal sealed class AccountLimitTests
{
    private static readonly string[] Proofs = ["Password", "Passkey", "Code", "TwoFactorCode", "Credential", "RefreshToken", "Proof"];

    private readonly FakeTimeProvider _time = new();
    private RegistryHost _registry = null!;
    private int _addresses;
    private int _passwords = 1000;

    private RegistryHost StartLimited(params (string, string)[] settings) => RegistryHost.Start(folder: null,
        services => services.AddKeyedSingleton<TimeProvider>("limits", _time), [("RateLimiting:Enabled", "true"), ("ForwardedHeaders:KnownProxies", "127.0.0.1, ::1"), .. settings]);

    [OneTimeSetUp]
    public void Start() => _registry = StartLimited();

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [SetUp]
    public void OpenFreshWindows() => _time.Advance(TimeSpan.FromHours(1));

    private string FreshEmail() => $"limited{++_addresses}@acme.example";

    private Task<Answer> Post(string route, object body, string from, string? bearer = null) => _registry.Post($"/api/v1/auth/{route}", body, bearer, ("X-Forwarded-For", from));

    private Task<Answer> Login(string from, string email = "nobody@acme.example") => Post("login", new { email, password = "a wrong password" }, from);

    private Task<Answer> Register(string from, string email) => Post("register", new { email, password = $"password {++_passwords}" }, from);

    private static void MustWait(Answer answer, int atMost)
    {
        answer.Must(429, "rate_limited");
        Assert.That(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), Is.InRange(1, atMost));
    }

    private async Task<int> MailsAsync(string email)
    {
        await _registry.RoundAsync();
        return (await _registry.MailsAsync(email)).Count;
    }

    private static IEnumerable<RouteEndpoint> Routes(RegistryHost registry) =>
        registry.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    private static string NameOf(RouteEndpoint route) => $"{route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} /{route.RoutePattern.RawText!.Trim('/')}";

    [Test]
    public void Whatever_judges_a_proof_or_is_open_to_strangers_counts()
    {
        var auth = Routes(_registry).Where(r => r.RoutePattern.RawText!.Trim('/').StartsWith("api/v1/auth/", StringComparison.Ordinal)).ToList();
        var open = auth.Where(r => r.Metadata.GetMetadata<Authentication.AccessMetadata>() is null).ToList();
        Assert.That(open, Has.Count.GreaterThanOrEqualTo(11));
        Assert.That(open.Where(r => r.Metadata.GetMetadata<AccountLimit>() is null).Select(NameOf), Is.Empty);

        var proving = Routes(_registry).Where(r => r.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
            .Any(p => p.ParameterType == typeof(PasskeyAnswer) || (p.ParameterType.Name.EndsWith("Body", StringComparison.Ordinal)
                && p.ParameterType.GetProperties().Any(member => Proofs.Contains(member.Name, StringComparer.Ordinal)))) == true).ToList();
        Assert.That(proving, Has.Count.GreaterThanOrEqualTo(13));
        Assert.That(proving.Where(r => r.Metadata.GetOrderedMetadata<AccountLimit>().All(l => l.OfClient is not Allowance.SignIns)).Select(NameOf), Is.EqualTo(new[] { "POST /api/v1/auth/register" }));
    }

    [TestCase("login", """{"email":"nobody@acme.example","password":"a wrong password"}""", 401)]
    [TestCase("confirm-email", """{"email":"nobody@acme.example","code":"aaaaa-aaaaa-aaaaa"}""", 400)]
    [TestCase("reset-password", """{"email":"nobody@acme.example","code":"aaaaa-aaaaa-aaaaa","new_password":"a new password"}""", 400)]
    [TestCase("refresh", """{"refresh_token":"nonsense"}""", 401)]
    [TestCase("passkeys/first/ask", """{"email":"nobody@acme.example","code":"aaaaa-aaaaa-aaaaa"}""", 400)]
    [TestCase("passkeys/first", """{"email":"nobody@acme.example","code":"aaaaa-aaaaa-aaaaa","state":"x","credential":{}}""", 400)]
    [TestCase("passkeys/login", """{"state":"x","credential":{}}""", 401)]
    [TestCase("login", "not JSON", 400)]
    public async Task One_client_tries_twenty_times_a_minute_whatever_it_tries(string route, string body, int status)
    {
        for (var i = 0; i < 20; i++) (await Post(route, body, "192.0.2.1")).Must(status);
        MustWait(await Post(route, body, "192.0.2.1"), 60);
        // The same window for all of them, right or wrong.
        MustWait(await Login("192.0.2.1"), 60);
        MustWait(await Post("passkeys/ask", new { }, "192.0.2.1"), 60);
        (await Login("192.0.2.2")).Must(401, "credentials_invalid");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await Post(route, body, "192.0.2.1")).Must(status);
    }

    [Test]
    public async Task Sixty_four_bits_of_IPv6_are_one_client()
    {
        for (var i = 0; i < 20; i++) (await Login($"2001:db8:0:1::{i}")).Must(401);
        MustWait(await Login("2001:db8:0:1:ffff::1"), 60);
        (await Login("2001:db8:0:2::1")).Must(401);
    }

    [Test]
    public async Task A_signed_in_person_proves_twenty_times_a_minute_from_wherever()
    {
        var (person, other) = (await _registry.SignUpAsync(), await _registry.SignUpAsync());
        Task<Answer> Prove(int i, Operator who) => (i % 5) switch
        {
            0 => Post("me/delete", new { password = "a wrong password" }, $"198.51.100.{i}", who.Bearer),
            1 => Post("me/password", new { password = "a wrong password", new_password = "a new password" }, $"198.51.100.{i}", who.Bearer),
            2 => Post("me/second-factor/disable", new { password = "a wrong password" }, $"198.51.100.{i}", who.Bearer),
            3 => Post("me/second-factor/recovery-codes", new { password = "a wrong password" }, $"198.51.100.{i}", who.Bearer),
            _ => Post("me/second-factor/enable", new { code = "000000x" }, $"198.51.100.{i}", who.Bearer),
        };
        for (var i = 0; i < 20; i++) Assert.That((int)(await Prove(i, person)).Status, Is.AnyOf(400, 401));
        for (var i = 20; i < 25; i++) MustWait(await Prove(i, person), 60);
        Assert.That((int)(await Prove(30, other)).Status, Is.EqualTo(401));
        (await _registry.Get("/api/v1/auth/me", person.Bearer)).Must(200);
    }

    [Test]
    public async Task One_client_has_ten_mails_sent_an_hour_to_whomever()
    {
        for (var i = 0; i < 4; i++) (await Register("192.0.2.11", FreshEmail())).Must(202);
        for (var i = 0; i < 3; i++) (await Post("forgot-password", new { email = FreshEmail() }, "192.0.2.11")).Must(202);
        for (var i = 0; i < 3; i++) (await Post("passkeys/register", new { email = FreshEmail() }, "192.0.2.11")).Must(202);
        var email = FreshEmail();
        MustWait(await Register("192.0.2.11", email), 3600);
        MustWait(await Post("forgot-password", new { email }, "192.0.2.11"), 3600);
        MustWait(await Post("passkeys/register", new { email }, "192.0.2.11"), 3600);
        MustWait(await Post("me/confirmation-mail", new { }, "192.0.2.11"), 3600);
        (await Register("192.0.2.12", email)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(1));
        // Signing in is not counted with them.
        (await Login("192.0.2.11")).Must(401);
    }

    [Test]
    public async Task Strangers_have_five_mails_an_hour_sent_to_one_address_and_do_not_keep_its_owner_out()
    {
        var email = FreshEmail();
        var first = (await Register("192.0.2.21", email)).Must(202);
        for (var i = 1; i < 8; i++)
        {
            var alike = (await Register("192.0.2.21", email)).Must(202);
            Assert.That((alike.Body, string.Join(' ', alike.Headers.Keys.Order())), Is.EqualTo((first.Body, string.Join(' ', first.Headers.Keys.Order()))));
        }

        Assert.That(await MailsAsync(email), Is.EqualTo(5));
        for (var i = 0; i < 8; i++) (await Post(i % 2 == 0 ? "forgot-password" : "passkeys/register", new { email }, "192.0.2.22")).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(6));
        // A provider's customer has many blocks of /64: they are one network.
        for (var i = 0; i < 4; i++) (await Register($"2001:db8:7:{i}::1", email)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(7));

        var password = "the password of the owner";
        (await Post("register", new { email, password }, "203.0.113.7")).Must(202);
        var code = await _registry.CodeAsync(email, 7);
        Assert.That(await MailsAsync(email), Is.EqualTo(8));
        (await Post("confirm-email", new { email, code }, "203.0.113.7")).Must(204);
        (await Post("login", new { email, password }, "203.0.113.7")).Must(200);
        _time.Advance(TimeSpan.FromHours(1));
        (await Register("192.0.2.21", email)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(9));
    }

    [Test]
    public async Task Who_is_signed_in_under_the_address_has_mails_of_their_own()
    {
        var (email, password) = (FreshEmail(), "the password of the owner");
        (await Post("register", new { email, password }, "203.0.113.8")).Must(202);
        var bearer = (await Post("login", new { email, password }, "203.0.113.8")).Must(200).Text("access_token");
        for (var i = 0; i < 8; i++) (await Register("203.0.113.8", email)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(5));
        (await Post("me/confirmation-mail", new { }, "203.0.113.8", bearer)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(6));
        for (var i = 0; i < 6; i++) (await Post("me/confirmation-mail", new { }, "203.0.113.9", bearer)).Must(202);
        // Four more of their own, and the one that is left to a fresh network.
        Assert.That(await MailsAsync(email), Is.EqualTo(11));
        // Signed in under another address is nobody in particular.
        var stranger = await _registry.SignUpAsync();
        (await Post("register", new { email, password = "yet another password" }, "203.0.113.9", stranger.Bearer)).Must(202);
        Assert.That(await MailsAsync(email), Is.EqualTo(11));
    }

    [Test]
    public async Task The_reserve_is_bounded_and_all_numbers_are_configured()
    {
        await using var registry = StartLimited(("RateLimiting:SignInsPerClientAndMinute", "2"), ("RateLimiting:MailsPerAddressAndHour", "1"),
            ("RateLimiting:FirstMailsPerAddressAndHour", "2"), ("RateLimiting:MailsPerClientAndHour", "3"));
        Task<Answer> Register(string from, string email) => registry.Post("/api/v1/auth/register", new { email, password = $"password {from}" }, null, ("X-Forwarded-For", from));
        foreach (var i in Enumerable.Range(1, 6)) (await Register($"192.0.2.{i}", "wanted@acme.example")).Must(202);
        await registry.RoundAsync();
        Assert.That(await registry.MailsAsync("wanted@acme.example"), Has.Count.EqualTo(3));
        foreach (var i in Enumerable.Range(1, 3)) (await Register("192.0.2.99", $"many{i}@acme.example")).Must(202);
        MustWait(await Register("192.0.2.99", "many4@acme.example"), 3600);
        foreach (var _ in Enumerable.Range(1, 2)) (await registry.Post("/api/v1/auth/login", new { email = "x@y.example", password = "a wrong password" })).Must(401);
        MustWait(await registry.Post("/api/v1/auth/login", new { email = "x@y.example", password = "a wrong password" }), 60);
        await registry.DisposeAsync();
        registry.Forget();
    }

    [Test]
    public async Task Switched_off_nothing_of_this_is_limited()
    {
        await using var registry = RegistryHost.Start();
        for (var i = 0; i < 25; i++) (await registry.Post("/api/v1/auth/refresh", new { refresh_token = "nonsense" })).Must(401);
        for (var i = 0; i < 12; i++) (await registry.Post("/api/v1/auth/passkeys/register", new { email = "wanted@acme.example" })).Must(202);
        await registry.RoundAsync();
        Assert.That(await registry.MailsAsync("wanted@acme.example"), Has.Count.EqualTo(12));
        await registry.DisposeAsync();
        registry.Forget();
    }
}
