using System.Buffers.Text;
using System.Text;
using AiIdentity.Application;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Tests.Signing;

/// <summary>Tokens as attackers write them: each has its reason, none an exception.</summary>
internal sealed class TokenReaderTests
{
    private string _folder = "";
    private ServiceProvider _services = null!;
    private ITokenReader _reader = null!;
    private string _good = "";
    private string _kid = "";

    [OneTimeSetUp]
    public async Task Sign()
    {
        _folder = Directory.CreateTempSubdirectory("aii-sign-").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Registry"] = $"Data Source={Path.Combine(_folder, "r.db")}" }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddApplication();
        services.AddInfrastructure(configuration);
        services.AddScoped<ICaller, Nobody>();
        _services = services.BuildServiceProvider();
        foreach (var start in _services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await start.StartingAsync(CancellationToken.None);
        _reader = _services.GetRequiredService<ITokenReader>();
        await using var scope = _services.CreateAsyncScope();
        var signer = scope.ServiceProvider.GetRequiredService<IPassportSigner>();
        var now = TimeProvider.System.Now();
        _good = await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(async ct =>
        {
            _kid = (await signer.KeyInUseAsync(now, ct)).ToString();
            return await signer.SignAsync(Claims(_kid), ct);
        }, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Forget()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static PassportClaims Claims(string kid) => new(
        "https://registry.example", "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", "verifier", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100),
        "psp_01ARZ3NDEKTSV4RRFFQ69G5FAV", Tier.IdentityVerified, "Ünï + <Ltd>", ["wa:+447700900123"], ["a"], kid, "https://registry.example/whois/x", 7, "https://registry.example/api/v1/status-lists/0");

    [Test]
    public async Task A_good_token_reads_back_what_was_signed()
    {
        var read = await _reader.ReadAsync(_good, CancellationToken.None) as TokenReading.Good;
        Assert.That(read, Is.Not.Null);
        var expected = Claims(_kid);
        Assert.Multiple(() =>
        {
            Assert.That(read!.Claims with { Surfaces = expected.Surfaces, Capabilities = expected.Capabilities }, Is.EqualTo(expected));
            Assert.That(read.Claims.Surfaces, Is.EqualTo(expected.Surfaces));
            Assert.That(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(_good.Split('.')[0])), Is.EqualTo($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_kid}}"}"""));
        });
    }

    [Test]
    public async Task Hostile_tokens_have_their_reason()
    {
        var table = Hostile().ToList();
        Assert.That(table, Has.Count.GreaterThanOrEqualTo(120));
        foreach (var (what, token, reason) in table)
        {
            var read = await _reader.ReadAsync(token, CancellationToken.None);
            Assert.That((read as TokenReading.Bad)?.Reason, Is.EqualTo(reason), $"{what}: {token}");
        }
    }

    [TestCase(1_000_000, Category = "Drill")]
    [TestCase(20_000)]
    public async Task Seeded_mutations_never_pass_and_never_throw(int mutations)
    {
        var random = new Random(20260101);
        for (var i = 0; i < mutations; i++)
        {
            var mutated = new StringBuilder(_good);
            for (var edits = random.Next(1, 4); edits > 0 && mutated.Length > 1; edits--)
            {
                var at = random.Next(mutated.Length);
                switch (random.Next(4))
                {
                    case 0: mutated[at] = (char)random.Next(33, 127); break;
                    case 1: mutated.Remove(at, 1); break;
                    case 2: mutated.Insert(at, (char)random.Next(1, 0x2100)); break;
                    default: mutated.Length = Math.Max(1, at); break;
                }
            }

            var token = mutated.ToString();
            if (token == _good) continue;
            Assert.That(await _reader.ReadAsync(token, CancellationToken.None), Is.InstanceOf<TokenReading.Bad>(), token);
        }
    }

    private IEnumerable<(string What, string Token, VerdictReason Reason)> Hostile()
    {
        var (header, payload, signature) = (_good.Split('.')[0], _good.Split('.')[1], _good.Split('.')[2]);
        string H(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        string With(string json) => $"{H(json)}.{payload}.{signature}";
        string Alg(string alg) => With($$"""{"alg":{{alg}},"typ":"JWT","kid":"{{_kid}}"}""");
        string Kid(string kid) => With($$"""{"alg":"EdDSA","typ":"JWT","kid":{{kid}}}""");
        string Extra(string members) => With($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_kid}}",{{members}}}""");

        foreach (var alg in new[] { "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS256", "RS512", "PS256", "ES256", "ES512", "ES256K", "Ed448", "eddsa", "EDDSA", "EdDSA ", " EdDSA", "EdDSA\\u0000", "ed25519", "EdDSA256", "", "dir", "A256KW", "RSA-OAEP", "ECDH-ES", "\\u0415dDSA" })
            yield return ($"alg {alg}", Alg($"\"{alg}\""), VerdictReason.UnsupportedAlgorithm);
        foreach (var alg in new[] { "null", "1", "true", "[]", "{}", "[\"EdDSA\"]" }) yield return ($"alg {alg}", Alg(alg), VerdictReason.Malformed);
        yield return ("alg Ed25519 over another header", Alg("\"Ed25519\""), VerdictReason.BadSignature);
        yield return ("no alg", With($$"""{"typ":"JWT","kid":"{{_kid}}"}"""), VerdictReason.Malformed);
        foreach (var kid in new[] { "k_01ARZ3NDEKTSV4RRFFQ69G5FAV", "", "k_", "../../etc/passwd", "/dev/null", "k_%00", "' OR 1=1 --", "https://evil.example/jwks", "\\u0000", "K_01ARZ3NDEKTSV4RRFFQ69G5FAV", "k_" + new string('9', 26), "файл", "💥" })
            yield return ($"kid {kid}", Kid($"\"{kid}\""), VerdictReason.UnknownKey);
        yield return ("kid in lower case", Kid($"\"{_kid.ToLowerInvariant()}\""), VerdictReason.UnknownKey);
        yield return ("kid with a space", Kid($"\"{_kid} \""), VerdictReason.UnknownKey);
        yield return ("no kid", With("""{"alg":"EdDSA","typ":"JWT"}"""), VerdictReason.UnknownKey);
        foreach (var kid in new[] { "null", "1", "[]", "{}", "true" }) yield return ($"kid {kid}", Kid(kid), VerdictReason.Malformed);
        foreach (var type in new[] { "\"jwt\"", "\"JWT \"", "\"at+jwt\"", "\"statuslist+jwt\"", "\"JOSE\"", "\"\"", "null", "1", "[\"JWT\"]" })
            yield return ($"typ {type}", With($$"""{"alg":"EdDSA","typ":{{type}},"kid":"{{_kid}}"}"""), VerdictReason.Malformed);
        yield return ("no typ", With($$"""{"alg":"EdDSA","kid":"{{_kid}}"}"""), VerdictReason.Malformed);
        foreach (var members in new[] { "\"crit\":[\"exp\"]", "\"crit\":[]", "\"crit\":null", "\"crit\":\"b64\"", "\"b64\":false,\"crit\":[\"b64\"]", "\"b64\":false" })
            yield return (members, Extra(members), VerdictReason.Malformed);
        foreach (var members in new[] { "\"alg\":\"EdDSA\"", "\"alg\":\"none\"", "\"kid\":\"x\"", "\"typ\":\"JWT\"", "\"a\":1,\"a\":2", "\"x\":{\"a\":1,\"a\":2}", "\"\\u0061lg\":\"none\"" })
            yield return ($"twice: {members}", Extra(members), VerdictReason.Malformed);
        foreach (var members in new[] { "\"jku\":\"https://evil.example\"", "\"x5u\":\"https://evil.example\"", "\"x5c\":[\"AA\"]", "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", "\"cty\":\"JWT\"", "\"zip\":\"DEF\"", "\"enc\":\"A256GCM\"" })
            yield return (members, Extra(members), VerdictReason.BadSignature);

        // A key of the attacker's own, embedded and used.
        using var own = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        var jwk = Base64Url.EncodeToString(own.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        string Own(string json) => $"{H(json)}.{payload}.{Base64Url.EncodeToString(SignatureAlgorithm.Ed25519.Sign(own, Encoding.ASCII.GetBytes($"{H(json)}.{payload}")))}";
        yield return ("embedded key", Own($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_kid}}","jwk":{"kty":"OKP","crv":"Ed25519","x":"{{jwk}}"} }"""), VerdictReason.BadSignature);
        yield return ("our kid, another key", Own($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_kid}}"}"""), VerdictReason.BadSignature);

        foreach (var part in new[] { "{", "[]", "\"x\"", "1", "null", "", "{}x", "{} {}", "{\"a\":1,}", "{'alg':'EdDSA'}", "{\"alg\":\"EdDSA\"", "/**/{}", "\uFEFF{}" })
        {
            yield return ($"header {part}", With(part), VerdictReason.Malformed);
            yield return ($"payload {part}", $"{header}.{H(part)}.{signature}", VerdictReason.Malformed);
        }

        foreach (var (what, json) in new[] { ("claims of another", "{}"), ("another subject", """{"sub":"x"}""") })
            yield return (what, $"{header}.{H(json)}.{signature}", VerdictReason.BadSignature);
        yield return ("payload twice", $"{header}.{H("""{"sub":"a","sub":"b"}""")}.{signature}", VerdictReason.Malformed);
        yield return ("payload not UTF-8", $"{header}.{Base64Url.EncodeToString([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])}.{signature}", VerdictReason.Malformed);
        yield return ("deep payload", $"{header}.{H(new string('[', 500) + new string(']', 500))}.{signature}", VerdictReason.Malformed);

        foreach (var token in new[] { "", ".", "..", "...", "a.b.c", "....", $"{header}.{payload}", $"{header}.{payload}.", $"{header}.{payload}.{signature}.", $".{payload}.{signature}", $"{header}..{signature}", $"{header}.{payload}.{signature}.{signature}.{signature}", $" {_good}", $"{_good} ", $"{_good}\n", $"{_good}\u0000", $"{_good}=", $"{header}=.{payload}.{signature}", _good.Replace('.', '\uFF0E'), _good.Replace(".", ". ", StringComparison.Ordinal), $"Bearer {_good}", $"{header}.{payload}.{signature[..^1]}+", $"{header}.{payload}.{signature[..^1]}/", $"{header}.{payload}.{signature[..^1]}é" })
            yield return ($"form {token.Length}", token, token.EndsWith('.') && token.Count(c => c == '.') == 2 && token.Length > 10 ? VerdictReason.BadSignature : VerdictReason.Malformed);
        yield return ("stray bits", $"{header}.{payload}.{signature[..^1]}{(signature[^1] is 'A' or 'Q' or 'g' or 'w' ? (char)(signature[^1] + 1) : 'B')}", VerdictReason.Malformed);
        yield return ("short signature", $"{header}.{payload}.{signature[..80]}", VerdictReason.BadSignature);
        yield return ("long signature", $"{header}.{payload}.{signature[..^2]}AAAA", VerdictReason.BadSignature);
        yield return ("zero signature", $"{header}.{payload}.{new string('A', 86)}", VerdictReason.BadSignature);
        yield return ("nested", $"{header}.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(_good))}.{signature}", VerdictReason.Malformed);
        yield return ("huge", new string('a', 8193), VerdictReason.TooLarge);
        yield return ("huge but well formed", $"{header}.{payload}.{signature}{new string('A', 8192)}", VerdictReason.TooLarge);
        yield return ("as large as may be", new string('a', 8192), VerdictReason.Malformed);
    }

    private sealed class Nobody : ICaller
    {
        public UInt128 Network => 0;
        public AccountId AccountId => throw new InvalidOperationException();
        public ApiKeyId? ApiKeyId => null;
        public bool ActsAsAdministrator => false;
        public bool IsSignedIn => false;
        public CallerAccess? Access => null;
    }
}
