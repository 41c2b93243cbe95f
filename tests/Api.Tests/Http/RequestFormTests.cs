using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using AiIdentity.Api.Http;

namespace AiIdentity.Api.Tests.Http;

/// <summary>The forms that one and the same request may have.</summary>
internal sealed class RequestFormTests : RegistryFixture
{
    private async Task<int> VerifyAsync(string? contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verify") { Content = new ByteArrayContent("""{"id":"aii_demo"}"""u8.ToArray()) };
        if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await Registry.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    [TestCase("application/json", 200)]
    [TestCase("application/json; charset=utf-8", 200)]
    [TestCase("application/json; charset=\"utf-8\"", 200)]
    [TestCase("application/json;charset=UTF-8", 200)]
    [TestCase("application/json; charset=utf8", 415)]
    [TestCase("application/json; charset=UTF8", 415)]
    [TestCase("application/json; charset=\"Utf8\"", 415)]
    [TestCase("application/json; CHARSET=utf-8", 200)]
    [TestCase("Application/JSON; charset=utf-8; profile=x", 200)]
    [TestCase("application/problem+json; charset=utf-8", 200)]
    [TestCase("application/json; charset=utf-16", 415)]
    [TestCase("application/json; charset=\"utf-16\"", 415)]
    [TestCase("application/json; charset=latin1", 415)]
    [TestCase("application/json; charset=iso-8859-1", 415)]
    [TestCase("application/json; charset=us-ascii", 415)]
    [TestCase("application/json; charset=utf-7", 415)]
    [TestCase("application/json; charset=nonsense", 415)]
    [TestCase("application/json; charset=\"\"", 415)]
    [TestCase("application/json; charset=", 415)]
    [TestCase("application/json; charset", 415)]
    [TestCase("application/json; charset=\"utf-8", 415)]
    [TestCase("application/json; charset='utf-8'", 415)]
    [TestCase("application/json; charset=utf-8; charset=utf-16", 415)]
    [TestCase("application/json, application/json; charset=utf-8", 415)]
    [TestCase("charset=utf-8", 415)]
    [TestCase("text/plain; charset=utf-8", 415)]
    [TestCase(";;;", 415)]
    [TestCase(null, 415)]
    public async Task A_body_is_UTF_8_however_that_is_written(string? contentType, int status) => Assert.That(await VerifyAsync(contentType), Is.EqualTo(status));

    private static readonly string[] Odd =
    [
        "", " ", "\"", "\\", ";", "=", ",", "*", "/", "(", "\t", "a=b", "\"a", "a;b=\"c", "q=x", "*/*;q=9", "application/json;;", "W/\"", "\"\"", "W/", "bytes=", "bytes=9-1", "Bearer", "Bearer ", "Bearer ..", "Basic x",
        "aii_session=", "aii_session=%", "=", "a=\"", "chunked, x", "gzip", "-1", "99999999999999999999", "Thu, 99 Foo", "null", "https://", "://", "http://[::1", "é", "\u00FF", "utf-8", "%00", "%ZZ",
    ];

    // What may be named in a request and is read by us or by what we stand on; the framing of a request is Kestrel's own.
    private static readonly string[] Named =
    [
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Access-Control-Request-Headers", "Access-Control-Request-Method", "Authorization", "Cache-Control", "Content-Encoding", "Content-Language", "Cookie",
        "Forwarded", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Idempotency-Key", "Origin", "Range", "Referer", "Sec-Fetch-Site", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host",
        "X-Forwarded-Proto", "X-HTTP-Method-Override", "X-Hub-Signature-256", "traceparent", "tracestate", "baggage", "Content-Type",
    ];

    [Test]
    public async Task No_header_makes_it_fail()
    {
        var person = await Registry.SignUpAsync();
        var failed = new List<string>();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = Registry.Http.BaseAddress };
        foreach (var (name, value) in Named.SelectMany(_ => Odd, (name, value) => (name, value)))
        {
            foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
            {
                (HttpMethod.Get, "/api/v1/whois/aii_demo", null), (HttpMethod.Get, "/assets/site.css", null), (HttpMethod.Get, "/api/v1/auth/me", null),
                (HttpMethod.Post, "/api/v1/verify", """{"id":"aii_demo"}"""), (HttpMethod.Post, "/whois/search", "q=x"), (HttpMethod.Post, "/api/v1/identities", "{}"), (HttpMethod.Options, "/api/v1/verify", null),
            })
            {
                using var request = new HttpRequestMessage(method, path);
                if (body is not null) request.Content = new StringContent(body, null, path == "/whois/search" ? "application/x-www-form-urlencoded" : "application/json");
                if (path is "/api/v1/auth/me" or "/api/v1/identities" && name != "Authorization") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Bearer);
                if (name.StartsWith("Content-", StringComparison.Ordinal))
                {
                    request.Content?.Headers.Remove(name);
                    request.Content?.Headers.TryAddWithoutValidation(name, value);
                }
                else
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                using var response = await http.SendAsync(request);
                if ((int)response.StatusCode >= 500) failed.Add($"{(int)response.StatusCode} {method} {path} {name}: {value}");
            }
        }

        Assert.That(failed, Is.Empty);
    }

    [TestCase("2026-01-31T00:00:00Z", "2026-01-31T00:00:00Z")]
    [TestCase("2026-01-31t00:00:00z", "2026-01-31T00:00:00Z")]
    [TestCase("2026-01-31T00:00:00.1Z", "2026-01-31T00:00:00.1Z")]
    [TestCase("2026-01-31T00:00:00.1234567Z", "2026-01-31T00:00:00.1234567Z")]
    [TestCase("2026-01-31T00:00:00.12345678Z", "2026-01-31T00:00:00.1234567Z")]
    [TestCase("2026-01-31T00:00:00.123456789Z", "2026-01-31T00:00:00.1234567Z")]
    [TestCase("2026-01-31T00:00:00.00000000000000000000000000000000000001Z", "2026-01-31T00:00:00Z")]
    [TestCase("2026-12-31T23:59:59.99999999999999999999Z", "2026-12-31T23:59:59.9999999Z")]
    [TestCase("2026-01-31T12:00:00.123456789+02:00", "2026-01-31T10:00:00.1234567Z")]
    [TestCase("2026-01-31T00:00:00-00:00", "2026-01-31T00:00:00Z")]
    [TestCase("2026-01-31T00:00:00+23:59", "2026-01-30T00:01:00Z")]
    [TestCase("2026-01-31T00:00:00-23:59", "2026-01-31T23:59:00Z")]
    public void A_time_is_read_at_any_length(string text, string read)
    {
        Assert.That(Times.TryParse(text, out var at), Is.True);
        Assert.That(Times.Write(at), Is.EqualTo(read));
    }

    [TestCase("2026-01-31T00:00:00.Z")]
    [TestCase("2026-01-31T00:00:00,5Z")]
    [TestCase("2026-01-31T00:00:00.1 Z")]
    [TestCase("2026-01-31T00:00:00.١Z")]
    [TestCase("2026-01-31T00:00:00")]
    [TestCase("2026-01-31T24:00:00Z")]
    [TestCase("2026-02-30T00:00:00Z")]
    [TestCase("2026-01-31T00:00:00+24:00")]
    [TestCase("2026-01-31T00:00:00+02:60")]
    [TestCase("2026-01-31T00:00:00+0200")]
    [TestCase("0001-01-01T00:00:00+10:00")]
    [TestCase("9999-12-31T23:59:59-00:01")]
    [TestCase("0000-01-01T00:00:00Z")]
    [TestCase("2026-01-31 00:00:00Z")]
    public void What_is_no_time_is_not_read(string text) => Assert.That(Times.TryParse(text, out _), Is.False);

    [Test]
    public async Task A_long_fraction_is_taken_wherever_a_time_is()
    {
        (await Registry.Get("/api/v1/revocations?since=2026-01-31T00:00:00.123456789012Z")).Must(200);
        var person = await Registry.SignUpAsync();
        var until = DateTime.UnixEpoch.AddDays(365 * 57).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        (await Registry.Post("/api/v1/api-keys", new { name = "k", scopes = new[] { "identity:read" }, expires_at = until + ".123456789Z" }, person.Bearer)).Must(201);
    }

    [TestCase("/api/v1/whois/aii_demo")]
    [TestCase("/api/v1/whois?surface=wa:@nobodyatall")]
    [TestCase("/api/v1/revocations")]
    [TestCase("/api/v1/status-lists/0")]
    [TestCase("/.well-known/jwks.json")]
    [TestCase("/badge/aii_demo.svg")]
    [TestCase("/whois/aii_demo")]
    [TestCase("/assets/site.css")]
    public async Task A_cache_may_hand_one_origins_answer_to_the_next(string path)
    {
        static List<string> Compared(Answer answer) => [.. answer.Headers.Where(h => h.Key != "Date").Select(h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal)];
        var without = await Registry.Get(path);
        var with = await Registry.Get(path, null, ("Origin", "https://elsewhere.example"));
        Assert.That(Compared(with), Is.EqualTo(Compared(without)));
        Assert.That(with.Body, Is.EqualTo(without.Body));
    }

    [Test]
    public async Task A_retry_is_one_however_its_address_is_written()
    {
        var person = await Registry.SignUpAsync();
        var body = new { name = "Acme Support", operator_display = "Acme Ltd" };
        var key = ("Idempotency-Key", "once");
        var first = (await Registry.Post("/api/v1/identities", body, person.Bearer, key)).Must(201);
        foreach (var path in new[] { "/api/v1/identities/", "/API/V1/Identities", "/api/v1/%69dentities", "/api/V1/identities/?x=1" })
            Assert.That((await Registry.Post(path, body, person.Bearer, key)).Must(201).Body, Is.EqualTo(first.Body), path);

        var id = first.Json!.Id();
        var passport = (await Registry.Post($"/api/v1/identities/{id}/passports", new { }, person.Bearer, key)).Must(201);
        Assert.That((await Registry.Post($"/api/v1/Identities/{id}/Passports/", new { }, person.Bearer, key)).Must(201).Body, Is.EqualTo(passport.Body));
        Assert.That((await Registry.Get($"/api/v1/identities/{id}/passports", person.Bearer)).Items, Has.Count.EqualTo(1));
    }
}
