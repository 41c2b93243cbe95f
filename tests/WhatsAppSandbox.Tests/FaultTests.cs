using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class FaultTests : SandboxFixture
{
    private Added number = null!;

    [SetUp]
    public async Task Add() => number = await Sandbox.Add("""{"phone":"+447700900123","username":"acme","about":"Old"}""");

    [TestCase("transient", 503, 2, null)]
    [TestCase("token_expired", 401, 190, 463)]
    [TestCase("permission_denied", 403, 10, null)]
    [TestCase("not_found", 400, 100, 33)]
    [TestCase("rate_limited", 400, 4, null)]
    public async Task Graph_faults_speak_Graphs_language_as_often_as_asked(string kind, int status, int code, int? subcode)
    {
        await Arm(kind, times: 1);
        var faulty = await Sandbox.Node(number);
        Assert.That((int)faulty.Status, Is.EqualTo(status));
        Assert.That(faulty.GraphError, Is.EqualTo((code, subcode)));
        Assert.That((await Sandbox.Node(number)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("http_500", 500)]
    [TestCase("transient", 503)]
    [TestCase("rate_limited", 429)]
    [TestCase("token_expired", 401)]
    [TestCase("permission_denied", 403)]
    [TestCase("not_found", 404)]
    [TestCase("garbage", 200)]
    public async Task Directory_faults_speak_plain_HTTP(string kind, int status)
    {
        await Arm(kind, times: 1);
        Assert.That((int)(await Sandbox.LookUp("acme")).Status, Is.EqualTo(status));
        Assert.That((await Sandbox.LookUp("acme")).Json.GetProperty("username").GetString(), Is.EqualTo("acme"));
    }

    [Test]
    public async Task Http_500_is_a_page_of_HTML()
    {
        await Arm("http_500", times: 1);
        var answer = await Sandbox.Node(number);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(answer.MediaType, Is.EqualTo("text/html"));
    }

    [Test]
    public async Task Garbage_is_a_success_that_is_not_JSON()
    {
        await Arm("garbage", times: 1);
        var answer = await Sandbox.Node(number);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(() => answer.Json, Throws.InstanceOf<JsonException>());
    }

    [Test]
    public async Task Faults_with_two_codes_show_them_in_turn()
    {
        await Arm("rate_limited", times: 2);
        Assert.That(new[] { (await Sandbox.Node(number)).GraphError.Code, (await Sandbox.Node(number)).GraphError.Code }, Is.EqualTo(new[] { 4, 80007 }));
        await Arm("permission_denied", times: 2);
        Assert.That(new[] { (await Sandbox.Node(number)).GraphError.Code, (await Sandbox.Node(number)).GraphError.Code }, Is.EqualTo(new[] { 10, 200 }));
    }

    [Test]
    public async Task Rate_limited_says_that_all_is_used()
    {
        await Arm("rate_limited", times: 1);
        var usage = JsonDocument.Parse((await Sandbox.Node(number)).Headers.GetValues("X-App-Usage").Single()).RootElement;
        Assert.That(usage.GetProperty("call_count").GetInt32(), Is.EqualTo(100));
    }

    [Test]
    public async Task Transient_says_so()
    {
        await Arm("transient", times: 1);
        Assert.That((await Sandbox.Node(number)).Json.GetProperty("error").GetProperty("is_transient").GetBoolean());
    }

    [Test]
    public async Task A_timeout_holds_the_request_and_drops_it()
    {
        await Sandbox.Arm("""{"kind":"timeout","times":1,"delay_ms":200}""");
        var watch = Stopwatch.StartNew();
        Assert.That(async () => await Sandbox.Node(number), Throws.InstanceOf<HttpRequestException>());
        Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(190));
        Assert.That((await Sandbox.Node(number)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_timeout_ends_when_the_caller_has_gone()
    {
        await Arm("timeout", times: 1);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{SandboxHost.Graph}/{number.PhoneNumberId}");
        Assert.That(async () => await Sandbox.Client.SendAsync(request, patience.Token), Throws.InstanceOf<OperationCanceledException>());

        // It is logged once it has ended: long before the 30 seconds that it would have held.
        Assert.That(async () => (await Sandbox.Get("/sandbox/admin/calls")).Json.GetArrayLength(), Is.EqualTo(1).After(5_000, 50));
    }

    [Test]
    public async Task Any_fault_can_be_slow()
    {
        await Sandbox.Arm("""{"kind":"stale_about","times":1,"delay_ms":200}""");
        var watch = Stopwatch.StartNew();
        await Sandbox.Profile(number);
        Assert.That(watch.ElapsedMilliseconds, Is.GreaterThanOrEqualTo(190));
    }

    [Test]
    public async Task Stale_about_answers_with_the_About_before_its_last_change()
    {
        await Sandbox.Patch(number, """{"about":"New"}""");
        await Sandbox.Patch(number, """{"about":"New","description":"No change of About"}""");
        await Arm("stale_about", times: 2);
        Assert.That(About(await Sandbox.Profile(number)), Is.EqualTo("Old"));
        Assert.That((await Sandbox.LookUp("acme")).Json.GetProperty("about").GetString(), Is.EqualTo("Old"));
        Assert.That(About(await Sandbox.Profile(number)), Is.EqualTo("New"));
    }

    [Test]
    public async Task Stale_about_of_a_first_About_is_none()
    {
        await Arm("stale_about", times: 1);
        Assert.That((await Sandbox.Profile(number)).Json.GetProperty("data")[0].TryGetProperty("about", out _), Is.False);
    }

    [Test]
    public async Task A_fault_that_has_nothing_to_distort_waits()
    {
        await Arm("stale_about", times: 1);
        await Sandbox.Node(number);
        await Sandbox.Username(number);
        await Sandbox.Profile(number, "description");
        await Sandbox.Read($"{number.PhoneNumberId}/whatsapp_business_profile?fields=about", "EAAnobody");
        await Sandbox.LookUp("nobody");
        Assert.That(await Sandbox.TimesLeft(), Is.EqualTo(1));
        await Sandbox.Profile(number);
        Assert.That(await Sandbox.TimesLeft(), Is.Zero);
    }

    [Test]
    public async Task Changed_between_reads_leaves_the_first_read_alone_and_changes_the_second()
    {
        await Arm("changed_between_reads", times: 2);
        for (var check = 0; check < 2; check++)
        {
            Assert.That(Display(await Sandbox.Node(number)), Is.EqualTo("+44 7700 900123"));
            await Sandbox.Profile(number);
            Assert.That(Display(await Sandbox.Node(number)), Is.EqualTo("+44 7700 900124"));
        }
        Assert.That(await Sandbox.TimesLeft(), Is.Zero);
        Assert.That(Display(await Sandbox.Node(number)), Is.EqualTo("+44 7700 900123"));
    }

    [Test]
    public async Task Changed_between_reads_moves_handles_and_profiles_too()
    {
        await Arm("changed_between_reads", times: 2);
        Assert.That(Handle(await Sandbox.Username(number)), Is.EqualTo("acme"));
        Assert.That(Handle(await Sandbox.Username(number)), Is.Not.EqualTo("acme"));
        var profile = (await Sandbox.LookUp("acme")).Body;
        Assert.That((await Sandbox.LookUp("acme")).Body, Is.Not.EqualTo(profile));

        static string? Handle(Answer answer) => answer.Json.GetProperty("username").GetString();
    }

    [Test]
    public async Task A_fault_of_one_number_leaves_all_else_alone()
    {
        var other = await Sandbox.Add("""{"phone":"+447700900124","username":"other"}""");
        await Sandbox.Arm($$"""{"kind":"http_500","times":9,"phone_number_id":"{{number.PhoneNumberId}}"}""");
        Assert.That((await Sandbox.Node(other)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Sandbox.LookUp("other")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Sandbox.Read($"{number.WabaId}/phone_numbers")).Status, Is.EqualTo(HttpStatusCode.OK));
        foreach (var answer in new[] { await Sandbox.Node(number), await Sandbox.Profile(number), await Sandbox.Username(number), await Sandbox.LookUp("acme") })
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await Sandbox.TimesLeft(), Is.EqualTo(5));
    }

    [Test]
    public async Task A_put_replaces_and_times_0_ends()
    {
        await Arm("http_500", times: 5);
        await Arm("not_found", times: 5);
        Assert.That((await Sandbox.Node(number)).GraphError, Is.EqualTo((100, (int?)33)));
        await Arm("not_found", times: 0);
        Assert.That((await Sandbox.Node(number)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Sandbox.TimesLeft(), Is.Zero);
    }

    [Test]
    public async Task The_admin_endpoints_meet_no_fault()
    {
        await Arm("http_500", times: 1);
        Assert.That((await Sandbox.Get("/sandbox/admin/numbers")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Sandbox.TimesLeft(), Is.EqualTo(1));
    }

    [Test]
    public async Task Requests_at_once_share_the_count_exactly()
    {
        await Arm("http_500", times: 7);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Sandbox.Node(number)));
        Assert.That(answers.Count(a => a.Status is HttpStatusCode.InternalServerError), Is.EqualTo(7));
    }

    [TestCase("""{"kind":"http_500"}""")]
    [TestCase("""{"times":1}""")]
    [TestCase("""{"kind":"http_404","times":1}""")]
    [TestCase("""{"kind":"HTTP_500","times":1}""")]
    [TestCase("""{"kind":"http_500","times":-1}""")]
    [TestCase("""{"kind":"http_500","times":1.5}""")]
    [TestCase("""{"kind":"http_500","times":"1"}""")]
    [TestCase("""{"kind":"http_500","times":1,"delay_ms":-1}""")]
    [TestCase("""{"kind":"http_500","times":1,"delay":1}""")]
    [TestCase("""{"kind":"http_500","times":1,"times":2}""")]
    [TestCase("""{"kind":"http_500","times":1,"seed":1}""")]
    [TestCase("""{"kind":"chaos"}""")]
    [TestCase("""{"kind":"chaos","seed":1}""")]
    [TestCase("""{"kind":"chaos","rate":0.5}""")]
    [TestCase("""{"kind":"chaos","seed":1,"rate":1.5}""")]
    [TestCase("""{"kind":"chaos","seed":1,"rate":-0.5}""")]
    public async Task Faults_that_are_none_are_refused_and_change_nothing(string body)
    {
        await Arm("http_500", times: 3);
        var answer = await Sandbox.Put("/sandbox/admin/faults", body);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await Sandbox.TimesLeft(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_fault_of_an_unknown_number_is_404() =>
        Assert.That((await Sandbox.Put("/sandbox/admin/faults", """{"kind":"http_500","times":1,"phone_number_id":"123456789012345"}""")).Status, Is.EqualTo(HttpStatusCode.NotFound));

    private Task Arm(string kind, int times) => Sandbox.Arm($$"""{"kind":"{{kind}}","times":{{times}}}""");

    private static string? About(Answer answer) => answer.Json.GetProperty("data")[0].GetProperty("about").GetString();

    private static string? Display(Answer answer) => answer.Json.GetProperty("display_phone_number").GetString();
}
