using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>What an offline verdict says, and in which order its reasons come.</summary>
internal sealed class PassportVerifierTests
{
    private StubRegistry _registry = null!;
    private PassportVerifier _verifier = null!;

    [SetUp]
    public async Task Start()
    {
        _registry = await StubRegistry.StartAsync();
        _verifier = _registry.Verifier();
    }

    [TearDown]
    public async Task Stop() => await _registry.DisposeAsync();

    private async Task<PassportReason?> ReasonAsync(string token, VerificationPolicy? policy = null) => (await _verifier.VerifyAsync(token, policy)).Reason;

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    [Test]
    public async Task A_valid_Passport_says_who_stands_behind_the_agent_and_how_old_the_knowledge_is()
    {
        var token = _registry.Passport();
        await _verifier.VerifyAsync(token);
        _registry.Clock.Advance(TimeSpan.FromSeconds(9));
        var verdict = await _verifier.VerifyAsync(token, new VerificationPolicy { ExpectedSurface = "WA:@AcmeSupport" });
        Assert.Multiple(() =>
        {
            Assert.That(verdict.Valid, Is.True);
            Assert.That(verdict.Identity, Is.EqualTo("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV"));
            Assert.That(verdict.PassportId, Is.EqualTo("psp_01ARZ3NDEKTSV4RRFFQ69G5FAV"));
            Assert.That((verdict.Operator!.Display, verdict.Operator.Anonymous, verdict.Operator.Verified), Is.EqualTo(("Acme Ltd", false, false)));
            Assert.That(verdict.Tier, Is.EqualTo(Tier.IdentityVerified));
            Assert.That(verdict.Surfaces, Is.EqualTo(new[] { "wa:+447700900123", "wa:@acmesupport" }));
            Assert.That(verdict.Capabilities, Is.EqualTo(new[] { "customer-support" }));
            Assert.That(verdict.SurfaceMatch, Is.True);
            Assert.That(verdict.ExpiresAt - verdict.IssuedAt, Is.EqualTo(TimeSpan.FromDays(90)));
            Assert.That(verdict.AsOf, Is.EqualTo(_registry.Clock.GetUtcNow()));
            Assert.That((verdict.KeysAge, verdict.StatusAge, verdict.KnowledgeAge), Is.EqualTo(((TimeSpan?)TimeSpan.FromSeconds(9), (TimeSpan?)TimeSpan.FromSeconds(9), (TimeSpan?)TimeSpan.FromSeconds(9))));
            Assert.That(verdict.IsDemo, Is.False);
        });
    }

    [Test]
    public async Task Nothing_of_a_token_is_repeated_before_its_signature_is_good()
    {
        using var stranger = new StubKey(9);
        var verdict = await _verifier.VerifyAsync(stranger.Sign($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_registry.Key.Id}}"}""", _registry.Claims()));
        Assert.That(verdict.Reason, Is.EqualTo(PassportReason.BadSignature));
        Assert.That((verdict.Identity, verdict.Operator, verdict.Tier, verdict.Surfaces, verdict.IssuedAt), Is.EqualTo(((string?)null, (PublicOperator?)null, (Tier?)null, (IReadOnlyList<string>?)null, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Anonymous_operators_have_no_display()
    {
        var verdict = await _verifier.VerifyAsync(_registry.Passport(change: c => c["operator"] = "anon"));
        Assert.That((verdict.Valid, verdict.Operator!.Display, verdict.Operator.Anonymous), Is.EqualTo((true, (string?)null, true)));
    }

    private static IEnumerable<TestCaseData> Claims()
    {
        static TestCaseData Case(string what, PassportReason? reason, Action<JsonObject, long> change) => new TestCaseData(change, reason).SetArgDisplayNames(what);
        yield return Case("another issuer", PassportReason.WrongIssuer, (c, _) => c["iss"] = "https://registry.example.evil");
        yield return Case("issuer with a slash", PassportReason.WrongIssuer, (c, _) => c["iss"] = StubRegistry.Issuer + "/");
        yield return Case("another audience", PassportReason.WrongAudience, (c, _) => c["aud"] = "operator");
        yield return Case("issued 60 s ahead", null, (c, now) => c["iat"] = now + 60);
        yield return Case("issued 61 s ahead", PassportReason.NotYetValid, (c, now) => c["iat"] = now + 61);
        yield return Case("good from 60 s ahead", null, (c, now) => c["nbf"] = now + 60);
        yield return Case("good from 61 s ahead", PassportReason.NotYetValid, (c, now) => c["nbf"] = now + 61);
        yield return Case("expires in a second", null, (c, now) => c["exp"] = now + 1);
        yield return Case("expires now", PassportReason.Expired, (c, now) => c["exp"] = now);
        yield return Case("issuer before audience", PassportReason.WrongIssuer, (c, now) => (c["iss"], c["aud"], c["exp"]) = ("x", "x", now - 1));
        yield return Case("audience before time", PassportReason.WrongAudience, (c, now) => (c["aud"], c["nbf"]) = ("x", now + 100));
        yield return Case("not yet before expired", PassportReason.NotYetValid, (c, now) => (c["nbf"], c["exp"]) = (now + 100, now - 1));
        yield return Case("a list that is not the registry's", PassportReason.StatusUnknown, (c, _) => c["status"]!["status_list"]!["uri"] = "https://evil.example/api/v1/status-lists/0");
        yield return Case("a list beside the registry's", PassportReason.StatusUnknown, (c, _) => c["status"]!["status_list"]!["uri"] = StubRegistry.Issuer + ".evil/api/v1/status-lists/0");
        yield return Case("a list that is not there", PassportReason.StatusUnknown, (c, _) => c["status"]!["status_list"]!["uri"] = StubRegistry.Issuer + "/api/v1/status-lists/1");
        yield return Case("a place beyond the list", PassportReason.StatusUnknown, (c, _) => c["status"]!["status_list"]!["idx"] = 131_072);
        yield return Case("claims of tomorrow", null, (c, _) => c["colour"] = new JsonObject { ["a"] = 1 });
        foreach (var claim in new[] { "iss", "sub", "aud", "iat", "nbf", "exp", "jti", "tier", "operator", "surfaces", "capabilities", "key_id", "registry_url", "status" })
        {
            yield return Case($"no {claim}", PassportReason.Malformed, (c, _) => c.Remove(claim));
            yield return Case($"{claim} is null", PassportReason.Malformed, (c, _) => c[claim] = null);
            yield return Case($"{claim} is an object", PassportReason.Malformed, (c, _) => c[claim] = new JsonObject());
            yield return Case($"{claim} is true", PassportReason.Malformed, (c, _) => c[claim] = true);
        }

        yield return Case("aud is a list", PassportReason.Malformed, (c, _) => c["aud"] = new JsonArray("verifier"));
        yield return Case("iat with a fraction", PassportReason.Malformed, (c, now) => c["iat"] = now + 0.5);
        yield return Case("exp below zero", PassportReason.Malformed, (c, _) => c["exp"] = -1);
        yield return Case("exp after the last year", PassportReason.Malformed, (c, _) => c["exp"] = 253_402_300_800);
        yield return Case("an unknown tier", PassportReason.Malformed, (c, _) => c["tier"] = "gold");
        yield return Case("tier in capitals", PassportReason.Malformed, (c, _) => c["tier"] = "ISSUED");
        yield return Case("a surface that is no text", PassportReason.Malformed, (c, _) => c["surfaces"] = new JsonArray("wa:@acmesupport", 1));
        yield return Case("another key's name", PassportReason.Malformed, (c, _) => c["key_id"] = "k_01ARZ3NDEKTSV4RRFFQ69G5FAV");
        yield return Case("a place below zero", PassportReason.Malformed, (c, _) => c["status"]!["status_list"]!["idx"] = -1);
        yield return Case("a place beyond counting", PassportReason.Malformed, (c, _) => c["status"]!["status_list"]!["idx"] = 4_294_967_296);
    }

    [TestCaseSource(nameof(Claims))]
    public async Task Signed_claims_have_their_reason(Action<JsonObject, long> change, PassportReason? reason) =>
        Assert.That(await ReasonAsync(_registry.Passport(change: c => change(c, Seconds(_registry.Clock.GetUtcNow())))), Is.EqualTo(reason));

    [Test]
    public async Task Half_a_surrogate_pair_under_a_good_signature_is_malformed()
    {
        foreach (var claims in new[] { _registry.Claims().Replace("Acme Ltd", "\\ud800", StringComparison.Ordinal), _registry.Claims().Replace(StubRegistry.Issuer + "\"", "\\udfff\"", StringComparison.Ordinal) })
            Assert.That(await ReasonAsync(_registry.Key.Sign($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_registry.Key.Id}}"}""", claims)), Is.EqualTo(PassportReason.Malformed));
    }

    [TestCase("EdDSA", null)]
    [TestCase("Ed25519", null)]
    [TestCase("ed25519", PassportReason.UnsupportedAlgorithm)]
    [TestCase("none", PassportReason.UnsupportedAlgorithm)]
    public async Task Ed25519_goes_by_two_names(string algorithm, PassportReason? reason) =>
        Assert.That(await ReasonAsync(_registry.Key.Sign($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{_registry.Key.Id}}"}""", _registry.Claims())), Is.EqualTo(reason));

    [Test]
    public async Task Escapes_in_header_and_claims_read_like_what_they_stand_for()
    {
        var header = $$"""{"\u0061lg":"Ed\u0044SA","typ":"J\u0057T","k\u0069d":"\u006b{{_registry.Key.Id[1..]}}","jku":"https://evil.example"}""";
        Assert.That(await ReasonAsync(_registry.Key.Sign(header, _registry.Claims().Replace("\"iss\"", "\"\\u0069ss\"", StringComparison.Ordinal))), Is.Null);
    }

    [Test]
    public async Task A_thousand_members_are_read_and_the_same_one_twice_among_them_is_found()
    {
        string Many(string last) => _registry.Claims()[..^1] + string.Concat(Enumerable.Range(0, 600).Select(i => $",\"{i:x}\":0")) + $",\"{last}\":1}}";
        string Sign(string claims) => _registry.Key.Sign($$"""{"alg":"EdDSA","typ":"JWT","kid":"{{_registry.Key.Id}}"}""", claims);
        Assert.That(await ReasonAsync(Sign(Many("z"))), Is.Null);
        Assert.That(await ReasonAsync(Sign(Many("1f"))), Is.EqualTo(PassportReason.Malformed));
        Assert.That(await ReasonAsync(Sign(Many("\\u0031f"))), Is.EqualTo(PassportReason.Malformed));
        Assert.That(await ReasonAsync(Sign(Many("a_long_name_1"))), Is.Null);
    }

    [Test]
    public async Task Revoked_is_for_good_and_suspended_for_a_while()
    {
        var token = _registry.Passport();
        _registry.Mark(7, 2);
        Assert.That(await ReasonAsync(token), Is.EqualTo(PassportReason.IdentitySuspended));
        _registry.Mark(7, 0);
        _registry.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await ReasonAsync(token), Is.Null);
        _registry.Mark(7, 1);
        _registry.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(await ReasonAsync(token), Is.EqualTo(PassportReason.Revoked));
    }

    [TestCase("wa:+447700900123", true)]
    [TestCase("WA:+447700900123", true)]
    [TestCase("wa:@acmesupport", true)]
    [TestCase("wa:@acme.support", false)]
    [TestCase("wa:+447700900124", false)]
    [TestCase("wa:+5511987654321", true)]
    [TestCase("wa:+551187654321", true)]
    [TestCase("wa:+5215512345678", true)]
    [TestCase("wa:+525512345678", true)]
    [TestCase("wa:+5491123456789", false)]
    public async Task Where_it_was_met_must_be_named(string met, bool named)
    {
        var token = _registry.Passport(change: c => c["surfaces"] = new JsonArray("wa:+447700900123", "wa:@acmesupport", "wa:+551187654321", "wa:+525512345678", "wa:+541123456789", "telegram:@acme"));
        var verdict = await _verifier.VerifyAsync(token, new VerificationPolicy { ExpectedSurface = met });
        Assert.That((verdict.Reason, verdict.SurfaceMatch), Is.EqualTo((named ? (PassportReason?)null : PassportReason.SurfaceMismatch, (bool?)named)));
    }

    [TestCase("+447700900123")]
    [TestCase("wa: 447700900123")]
    [TestCase("wa:+44 7700 900123")]
    [TestCase("wa:@a")]
    [TestCase("wa:@shop.com")]
    [TestCase("")]
    public void A_place_that_is_no_address_is_the_callers_mistake(string surface) =>
        Assert.That(() => new VerificationPolicy { ExpectedSurface = surface }, Throws.ArgumentException);

    [Test]
    public async Task The_policy_asks_for_tier_and_age_after_all_else()
    {
        var token = _registry.Passport();
        Assert.That(await ReasonAsync(token, new VerificationPolicy { MinimumTier = Tier.IdentityVerified, MaximumProofAge = TimeSpan.FromDays(1) }), Is.Null);
        Assert.That(await ReasonAsync(token, new VerificationPolicy { MinimumTier = Tier.BusinessVerified }), Is.EqualTo(PassportReason.TierTooLow));
        Assert.That(await ReasonAsync(token, new VerificationPolicy { MinimumTier = Tier.BusinessVerified, ExpectedSurface = "wa:@other" }), Is.EqualTo(PassportReason.SurfaceMismatch));
        _registry.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        Assert.That(await ReasonAsync(token, new VerificationPolicy { MaximumProofAge = TimeSpan.FromDays(1) }), Is.EqualTo(PassportReason.ProofTooOld));
    }

    [Test]
    public async Task A_verification_allocates_little_more_than_its_verdict()
    {
        var (token, policy) = (_registry.Passport(), new VerificationPolicy { ExpectedSurface = "wa:@acmesupport" });
        for (var i = 0; i < 100; i++) await _verifier.VerifyAsync(token, policy);
        const int times = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        // Completed at once each time: it stays on this thread.
        for (var i = 0; i < times; i++) await _verifier.VerifyAsync(token, policy);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / times;
        TestContext.Out.WriteLine($"{each} bytes");
        Assert.That(each, Is.InRange(1, 4096));
    }

    [Test]
    public void Every_reason_of_the_registry_is_a_reason_here_in_the_same_order() =>
        Assert.That(Enum.GetValues<PassportReason>().Select(r => r.Word()).Take(16), Is.EqualTo(VerdictReason.Known.Select(r => r.Value)));
}
