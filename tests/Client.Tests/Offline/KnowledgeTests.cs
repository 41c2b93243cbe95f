using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiIdentity.Client.Tests.Offline;

/// <summary>How the registry's keys and lists are kept, refreshed, and made do with while it is away.</summary>
internal sealed class KnowledgeTests
{
    private StubRegistry _registry = null!;
    private PassportVerifier _verifier = null!;
    private string _token = "";

    [SetUp]
    public async Task Start()
    {
        _registry = await StubRegistry.StartAsync();
        _verifier = _registry.Verifier();
        _token = _registry.Passport();
    }

    [TearDown]
    public async Task Stop() => await _registry.DisposeAsync();

    private async Task<PassportReason?> ReasonAsync(string? token = null, VerificationPolicy? policy = null) => (await _verifier.VerifyAsync(token ?? _token, policy)).Reason;

    private void Pass(double seconds) => _registry.Clock.Advance(TimeSpan.FromSeconds(seconds));

    [Test]
    public async Task One_question_serves_all_who_wait_for_it_and_all_who_come_while_it_is_fresh()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _verifier.VerifyAsync(_token).AsTask()));
        Assert.That(verdicts.Select(v => v.Reason), Is.All.Null);
        Pass(20);
        Assert.That(await ReasonAsync(), Is.Null);
        Assert.That((_registry.KeyRequests, _registry.ListRequests), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Towards_the_end_of_a_lifetime_the_registry_is_asked_beside_the_work()
    {
        await ReasonAsync();
        var hold = new TaskCompletionSource();
        _registry.ListInstead = async context =>
        {
            await hold.Task;
            await StubRegistry.Write(context, _registry.List(), "application/statuslist+jwt");
        };
        Pass(25);
        var verdict = _verifier.VerifyAsync(_token);
        Assert.That(verdict.IsCompletedSuccessfully, Is.True, "Nobody waits for a refresh ahead of time.");
        Assert.That((await verdict).StatusAge, Is.EqualTo(TimeSpan.FromSeconds(25)));
        hold.SetResult();
        await UntilAsync(async () => (await _verifier.VerifyAsync(_token)) is { StatusAge: var status, KeysAge: var keys } && status == TimeSpan.Zero && keys == TimeSpan.Zero);
        Assert.That((_registry.KeyRequests, _registry.ListRequests), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task An_unknown_key_is_looked_for_at_most_once_a_minute()
    {
        await ReasonAsync();
        var next = new StubKey(2);
        var token = _registry.Passport(next);
        Assert.That(await ReasonAsync(token), Is.EqualTo(PassportReason.UnknownKey));
        Assert.That(_registry.KeyRequests, Is.EqualTo(2));
        _registry.Published.Add(next);
        Pass(1);
        for (var i = 0; i < 20; i++) Assert.That(await ReasonAsync(token), Is.EqualTo(PassportReason.UnknownKey));
        Assert.That(_registry.KeyRequests, Is.EqualTo(2));
        // The ordinary refresh finds it too.
        Pass(30);
        Assert.That(await ReasonAsync(token), Is.Null);
        Assert.That(_registry.KeyRequests, Is.EqualTo(3));
    }

    [Test]
    public async Task A_new_key_is_found_at_once()
    {
        await ReasonAsync();
        var next = new StubKey(2);
        _registry.Published.Add(next);
        Assert.That(await ReasonAsync(_registry.Passport(next)), Is.Null);
    }

    private static IEnumerable<TestCaseData> BrokenKeys()
    {
        static string Set(params object[] keys) => JsonSerializer.Serialize(new { keys });
        yield return new TestCaseData("""{"keys":[]}""", 200).SetArgDisplayNames("no keys");
        yield return new TestCaseData("{}", 200).SetArgDisplayNames("nothing");
        yield return new TestCaseData("", 200).SetArgDisplayNames("no bytes");
        yield return new TestCaseData("<html>Sign in to the airport's network</html>", 200).SetArgDisplayNames("a page");
        yield return new TestCaseData("""{"keys":{}}""", 200).SetArgDisplayNames("keys is an object");
        yield return new TestCaseData("""{"keys":[1]}""", 200).SetArgDisplayNames("a key is a number");
        yield return new TestCaseData("""{"keys":[],"keys":[]}""", 200).SetArgDisplayNames("keys twice");
        yield return new TestCaseData(Set(new { kty = "OKP", crv = "Ed25519", kid = "k_1", x = "AA" }), 200).SetArgDisplayNames("a short key");
        yield return new TestCaseData(Set(new { kty = "OKP", crv = "Ed25519", kid = "k_1", x = new string('!', 43) }), 200).SetArgDisplayNames("a key of other characters");
        yield return new TestCaseData(Set(new { kty = "RSA", n = "AA", e = "AQAB", kid = "k_1" }), 200).SetArgDisplayNames("keys of other kinds");
        yield return new TestCaseData(Set(new { kty = "OKP", crv = "Ed25519", kid = "k_1", use = "enc", x = new string('A', 43) }), 200).SetArgDisplayNames("keys for other uses");
        yield return new TestCaseData($$"""{"keys":[],"pad":"{{new string('x', 300_000)}}"}""", 200).SetArgDisplayNames("too much");
        yield return new TestCaseData("""{"keys":[]}""", 500).SetArgDisplayNames("500");
        yield return new TestCaseData("", 404).SetArgDisplayNames("404");
    }

    [TestCaseSource(nameof(BrokenKeys))]
    public async Task A_broken_key_set_never_replaces_a_good_one(string body, int status)
    {
        _registry.KeysInstead = context => StubRegistry.Write(context, body, status: status);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.KeysUnknown), "And is none itself.");
        _registry.KeysInstead = null;
        Pass(5);
        Assert.That(await ReasonAsync(), Is.Null);
        _registry.KeysInstead = context => StubRegistry.Write(context, body, status: status);
        Pass(60);
        var verdict = await _verifier.VerifyAsync(_token);
        Assert.That((verdict.Reason, verdict.KeysAge), Is.EqualTo(((PassportReason?)null, (TimeSpan?)TimeSpan.FromSeconds(60))));
    }

    [Test]
    public async Task Two_keys_of_one_name_are_no_set()
    {
        await ReasonAsync();
        using var other = new StubKey(2);
        _registry.KeysInstead = context => StubRegistry.Write(context, JsonSerializer.Serialize(new { keys = new[] { _registry.Key.Jwk, new { kty = "OKP", crv = "Ed25519", kid = _registry.Key.Id, x = other.X } } }));
        Pass(31);
        Assert.That((await _verifier.VerifyAsync(_token)).KeysAge, Is.EqualTo(TimeSpan.FromSeconds(31)));
    }

    private static IEnumerable<TestCaseData> BrokenLists()
    {
        static TestCaseData Case(string what, Func<StubRegistry, string> list) => new TestCaseData(list).SetArgDisplayNames(what);
        static Func<StubRegistry, string> With(Action<JsonObject> change) => registry => registry.List(change);
        yield return Case("another type", r => r.List(type: "JWT"));
        yield return Case("a Passport", r => r.Passport());
        yield return Case("another key", r => r.List(key: new StubKey(5)));
        yield return Case("a good name and another key", r => new StubKey(5).Sign($$"""{"alg":"EdDSA","typ":"statuslist+jwt","kid":"{{r.Key.Id}}"}""", """{"sub":"x"}"""));
        yield return Case("another list", With(l => l["sub"] = StubRegistry.Issuer + "/api/v1/status-lists/1"));
        yield return Case("no subject", With(l => l.Remove("sub")));
        yield return Case("another issuer", With(l => l["iss"] = "https://evil.example"));
        yield return Case("from the future", With(l => l["iat"] = l["iat"]!.GetValue<long>() + 120));
        yield return Case("no time", With(l => l.Remove("iat")));
        yield return Case("expired", With(l => l["exp"] = l["iat"]!.GetValue<long>()));
        yield return Case("kept for no time", With(l => l["ttl"] = 0));
        yield return Case("kept for a word", With(l => l["ttl"] = "30"));
        yield return Case("one bit a place", With(l => l["status_list"]!["bits"] = 1));
        yield return Case("no list", With(l => l.Remove("status_list")));
        yield return Case("no zlib", r => r.List(zlib: [1, 2, 3, 4]));
        yield return Case("nothing in it", r => r.List(zlib: StubRegistry.Deflate([])));
        yield return Case("a bomb", r => r.List(zlib: StubRegistry.Deflate(new byte[50_000_000])));
        yield return Case("one byte too many", r => r.List(zlib: StubRegistry.Deflate(new byte[32_769])));
        yield return Case("padding", With(l => l["status_list"]!["lst"] = l["status_list"]!["lst"]!.GetValue<string>() + "="));
        yield return Case("too much", r => r.List() + new string('A', 300_000));
        yield return Case("cut off", r => r.List()[..200]);
        yield return Case("a page", _ => "<html></html>");
    }

    [TestCaseSource(nameof(BrokenLists))]
    public async Task A_broken_status_list_never_replaces_a_good_one_and_is_none(Func<StubRegistry, string> list)
    {
        _registry.ListInstead = context => StubRegistry.Write(context, list(_registry), "application/statuslist+jwt");
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.StatusUnknown));
        _registry.ListInstead = null;
        Pass(5);
        Assert.That(await ReasonAsync(), Is.Null);
        _registry.ListInstead = context => StubRegistry.Write(context, list(_registry), "application/statuslist+jwt");
        Pass(60);
        var verdict = await _verifier.VerifyAsync(_token);
        Assert.That((verdict.Reason, verdict.StatusAge), Is.EqualTo(((PassportReason?)null, (TimeSpan?)TimeSpan.FromSeconds(60))));
    }

    [Test]
    public async Task An_earlier_list_does_not_undo_a_later_one()
    {
        var earlier = _registry.List();
        Pass(100);
        _registry.Mark(7, 1);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.Revoked));
        _registry.ListInstead = context => StubRegistry.Write(context, earlier, "application/statuslist+jwt");
        Pass(31);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.Revoked));
    }

    [Test]
    public async Task With_the_registry_away_verification_goes_on_within_the_policys_ages_and_then_fails_closed()
    {
        var policy = new VerificationPolicy { FailClosedWhenStatusIsOlderThan = TimeSpan.FromMinutes(10), FailClosedWhenKeysAreOlderThan = TimeSpan.FromMinutes(20) };
        Assert.That(await ReasonAsync(policy: policy), Is.Null);
        await _registry.SwitchOffAsync();
        Pass(600);
        var last = await _verifier.VerifyAsync(_token, policy);
        Assert.That((last.Valid, last.KnowledgeAge), Is.EqualTo((true, (TimeSpan?)TimeSpan.FromMinutes(10))));
        Pass(1);
        var closed = await _verifier.VerifyAsync(_token, policy);
        Assert.That((closed.Reason, closed.StatusAge, closed.Identity), Is.EqualTo(((PassportReason?)PassportReason.StatusUnknown, (TimeSpan?)TimeSpan.FromSeconds(601), "aii_01ARZ3NDEKTSV4RRFFQ69G5FAV")));
        Pass(600);
        Assert.That(await ReasonAsync(policy: policy), Is.EqualTo(PassportReason.KeysUnknown));
        Assert.That(await ReasonAsync("no token", policy), Is.EqualTo(PassportReason.Malformed));
    }

    [Test]
    public async Task What_was_revoked_stays_revoked_with_the_registry_away_and_expiry_needs_nobody()
    {
        _registry.Mark(7, 1);
        var other = _registry.Passport(change: c => c["status"]!["status_list"]!["idx"] = 8);
        Assert.That((await ReasonAsync(), await ReasonAsync(other)), Is.EqualTo(((PassportReason?)PassportReason.Revoked, (PassportReason?)null)));
        await _registry.SwitchOffAsync();
        var patient = new VerificationPolicy { FailClosedWhenStatusIsOlderThan = TimeSpan.FromDays(365), FailClosedWhenKeysAreOlderThan = TimeSpan.FromDays(365) };
        Pass(7200);
        Assert.That((await ReasonAsync(), await ReasonAsync(other), await ReasonAsync(other, patient)), Is.EqualTo(((PassportReason?)PassportReason.KeysUnknown, (PassportReason?)PassportReason.KeysUnknown, (PassportReason?)null)));
        Assert.That(await ReasonAsync(policy: patient with { FailClosedWhenStatusIsOlderThan = TimeSpan.Zero }), Is.EqualTo(PassportReason.Revoked));
        Pass(91 * 86_400);
        Assert.That(await ReasonAsync(other, patient), Is.EqualTo(PassportReason.Expired));
    }

    [Test]
    public async Task A_registry_that_was_never_reached_is_asked_ever_more_rarely()
    {
        await _registry.SwitchOffAsync();
        for (var i = 0; i < 100; i++) Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.KeysUnknown));
        Assert.That((await _verifier.VerifyAsync(_token)).KnowledgeAge, Is.Null);
    }

    [Test]
    public async Task While_the_registry_answers_with_errors_it_is_not_asked_with_every_token()
    {
        _registry.KeysInstead = context => StubRegistry.Write(context, "", status: 503);
        for (var i = 0; i < 600; i++)
        {
            await ReasonAsync();
            Pass(0.1);
        }

        Assert.That(_registry.KeyRequests, Is.InRange(5, 8));
    }

    [Test]
    public async Task A_key_that_is_gone_takes_its_Passports_and_its_lists_with_it()
    {
        Assert.That(await ReasonAsync(), Is.Null);
        var next = new StubKey(2);
        _registry.Published.Clear();
        _registry.Published.Add(next);
        var later = _registry.Passport(next);
        // The compromised key still signs lists, for whoever stole it.
        Pass(31);
        Assert.That(await ReasonAsync(), Is.EqualTo(PassportReason.UnknownKey));
        Assert.That(await ReasonAsync(later), Is.EqualTo(PassportReason.StatusUnknown));
        _registry.ListKey = next;
        Pass(5);
        Assert.That(await ReasonAsync(later), Is.Null);
    }

    [Test]
    public async Task Who_is_tired_of_waiting_leaves_and_the_others_get_their_answer()
    {
        var hold = new TaskCompletionSource();
        _registry.KeysInstead = async context =>
        {
            await hold.Task;
            _registry.KeysInstead = null;
            await StubRegistry.Write(context, JsonSerializer.Serialize(new { keys = new[] { _registry.Key.Jwk } }));
        };
        using var tired = new CancellationTokenSource();
        var leaves = _verifier.VerifyAsync(_token, cancellationToken: tired.Token).AsTask();
        var waits = _verifier.VerifyAsync(_token).AsTask();
        await tired.CancelAsync();
        Assert.That(async () => await leaves, Throws.InstanceOf<OperationCanceledException>());
        hold.SetResult();
        Assert.That((await waits).Reason, Is.Null);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (await holds()) return;
            await Task.Delay(10);
        }

        Assert.Fail("It did not come to pass within five seconds.");
    }
}
