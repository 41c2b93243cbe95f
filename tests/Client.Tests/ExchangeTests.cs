using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiIdentity.Cli;
using AiIdentity.Client.Tests.Cli;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Client.Tests;

/// <summary>One limit of time and length for every answer, redirects that nobody follows, and what is asked again.</summary>
internal sealed class ExchangeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private StubRegistry _stub = null!;

    [SetUp]
    public async Task Start() => _stub = await StubRegistry.StartAsync();

    [TearDown]
    public async Task Stop() => await _stub.DisposeAsync();

    // Headers and half a body, then nothing until the caller is gone.
    private static async Task StallAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"keys\":[");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        try
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has had enough.
        }
    }

    [Test]
    public async Task A_server_that_stalls_after_its_headers_is_not_waited_for()
    {
        _stub.KeysInstead = StallAsync;
        var watch = Stopwatch.StartNew();
        var client = new RegistryClient(_stub.Http) { Timeout = TimeSpan.FromMilliseconds(300) };
        var ended = await Assert.ThrowsAsync<TaskCanceledException>(() => client.GetJwksAsync());
        Assert.That(ended!.InnerException, Is.InstanceOf<TimeoutException>());
        using var http = new HttpClient { BaseAddress = _stub.Http.BaseAddress, Timeout = TimeSpan.FromMilliseconds(300) };
        Assert.That(() => new RegistryClient(http).GetJwksAsync(), Throws.InstanceOf<TaskCanceledException>());
        Assert.That(watch.Elapsed, Is.LessThan(Soon));
    }

    [Test]
    public async Task Who_no_longer_waits_is_let_go_within_a_body_too()
    {
        _stub.KeysInstead = StallAsync;
        using var tired = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var ended = await Assert.ThrowsAsync<TaskCanceledException>(() => new RegistryClient(_stub.Http).GetJwksAsync(tired.Token));
        Assert.That(ended!.InnerException, Is.Not.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        _stub.KeysInstead = EndlessAsync;
        Assert.That(() => new RegistryClient(_stub.Http).GetJwksAsync(), Throws.InstanceOf<RegistryException>().With.Message.Contains("longer than 1048576 bytes"));
        Assert.That((await _stub.Verifier().VerifyAsync(_stub.Passport())).Cause, Is.EqualTo("the answer is longer than 1048576 bytes"));
        var run = await Run.AiiAsync("", new() { ["AIIDENTITY_REGISTRY"] = _stub.Http.BaseAddress!.AbsoluteUri }, ["keys"]);
        Assert.That(run.Code, Is.EqualTo(ExitCode.Unreachable));
    }

    [Test]
    public async Task An_answer_of_just_the_length_is_read()
    {
        static Task Padded(HttpContext context, int length) => StubRegistry.Write(context, "{\"keys\":[]}" + new string(' ', length - 11));
        _stub.KeysInstead = context => Padded(context, 1024 * 1024);
        Assert.That(await new RegistryClient(_stub.Http).GetJwksAsync(), Has.Length.EqualTo(1024 * 1024));
        _stub.KeysInstead = context => Padded(context, (1024 * 1024) + 1);
        Assert.That(() => new RegistryClient(_stub.Http).GetJwksAsync(), Throws.InstanceOf<RegistryException>());
        Assert.That((await new RegistryClient(_stub.Http) { LongestAnswer = 2_000_000 }.GetJwksAsync()).Length, Is.EqualTo((1024 * 1024) + 1));
    }

    [Test]
    public async Task The_verifier_and_the_command_line_end_with_a_server_that_stalls()
    {
        _stub.KeysInstead = StallAsync;
        // The verifier's ten seconds pass by its clock.
        var verdict = _stub.Verifier().VerifyAsync(_stub.Passport()).AsTask();
        while (!verdict.IsCompleted)
        {
            _stub.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(verdict, Task.Delay(20));
        }

        Assert.That(((await verdict).Reason, (await verdict).Cause), Is.EqualTo(((PassportReason?)PassportReason.KeysUnknown, "no whole answer within 10 s")));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task Keys_and_lists_of_another_host_are_not_the_registrys(int status)
    {
        await using var other = await StubRegistry.StartAsync();
        foreach (var what in new[] { "keys", "list" })
        {
            (_stub.KeysInstead, _stub.ListInstead) = (null, null);
            Task Redirect(HttpContext context)
            {
                context.Response.Headers.Location = new Uri(other.Http.BaseAddress!, context.Request.Path.Value).AbsoluteUri;
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }

            if (what == "keys") _stub.KeysInstead = Redirect;
            else _stub.ListInstead = Redirect;
            var expected = what == "keys" ? PassportReason.KeysUnknown : PassportReason.StatusUnknown;
            // A client that follows by itself: the answer is refused all the same.
            var followed = await _stub.Verifier().VerifyAsync(_stub.Passport());
            Assert.That((followed.Reason, followed.Cause), Is.EqualTo(((PassportReason?)expected, "the answer redirects to another address, and redirects are not followed")));
            var before = other.KeyRequests + other.ListRequests;
            Assert.That((await new PassportVerifier(_stub.Http.BaseAddress!, StubRegistry.Issuer, _stub.Clock).VerifyAsync(_stub.Passport())).Reason, Is.EqualTo(expected));
            var services = new ServiceCollection().AddSingleton<TimeProvider>(_stub.Clock);
            services.AddRegistryClient(options => (options.Address, options.Issuer) = (_stub.Http.BaseAddress, StubRegistry.Issuer));
            await using var provider = services.BuildServiceProvider();
            Assert.That((await provider.GetRequiredService<IPassportVerifier>().VerifyAsync(_stub.Passport())).Reason, Is.EqualTo(expected));
            if (what == "keys") Assert.That(() => provider.GetRequiredService<IRegistryClient>().GetJwksAsync(), Throws.InstanceOf<RegistryException>().With.Property("StatusCode").EqualTo(status));
            var run = await Run.AiiAsync("", new() { ["AIIDENTITY_REGISTRY"] = _stub.Http.BaseAddress!.AbsoluteUri, ["AIIDENTITY_ISSUER"] = StubRegistry.Issuer }, ["verify", _stub.Passport(), "--offline", "--json"], clock: _stub.Clock);
            Assert.That((run.Code, run.Json["reason"]!.GetValue<string>()), Is.EqualTo((ExitCode.Unreachable, expected.Word())));
            Assert.That(other.KeyRequests + other.ListRequests, Is.EqualTo(before), "The other host was not asked.");
        }
    }

    [Test]
    public async Task An_empty_answer_a_page_and_a_broken_one_are_exceptions_with_their_status()
    {
        foreach (var (body, type, status) in new[] { ("", "application/json", 200), ("<html>", "text/html", 502), ("{", "application/json", 200), ("<html>", "text/html", 404), ("[]", "application/problem+json", 404) })
        {
            _stub.WhoisInstead = context => StubRegistry.Write(context, body, type, status);
            var thrown = await Assert.ThrowsAsync<RegistryException>(() => new RegistryClient(_stub.Http).WhoisByIdentityAsync("aii_demo"));
            Assert.That(thrown!.StatusCode, Is.EqualTo(status), body);
        }
    }

    [Test]
    public async Task A_refusal_for_now_is_asked_again_after_the_wait_that_it_names()
    {
        var asked = 0;
        _stub.KeysInstead = context =>
        {
            if (++asked > 2) return StubRegistry.Write(context, "{\"keys\":[]}");
            context.Response.Headers.RetryAfter = "30";
            return StubRegistry.Write(context, """{"type":"t","title":"Too many","status":429,"detail":"Wait.","code":"rate_limited"}""", "application/problem+json", 429);
        };
        var answer = new RegistryClient(_stub.Http) { Retries = 2, Clock = _stub.Clock, Timeout = TimeSpan.FromHours(1) }.GetJwksAsync();
        for (var seconds = 0; !answer.IsCompleted; seconds++)
        {
            _stub.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(answer, Task.Delay(5));
        }

        Assert.That((await answer, asked), Is.EqualTo(("{\"keys\":[]}", 3)));
        asked = 0;
        Assert.That(() => new RegistryClient(_stub.Http).GetJwksAsync(), Throws.InstanceOf<RegistryProblemException>(), "It is an option.");
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public async Task A_creation_without_an_answer_is_sent_again_under_one_key()
    {
        var keys = new List<string>();
        using var http = new HttpClient(new Failing(request =>
        {
            keys.Add(request.Headers.TryGetValues("Idempotency-Key", out var values) ? values.Single() : "");
            return keys.Count < 3 ? throw new HttpRequestException("gone") : new HttpResponseMessage(HttpStatusCode.Forbidden);
        }))
        { BaseAddress = new Uri("https://registry.example/") };
        var client = new RegistryClient(http) { Retries = 5 };
        Assert.That(() => client.IssuePassportAsync("aii_01ARZ3NDEKTSV4RRFFQ69G5FAV", new IssueBody { TtlDays = 1 }), Throws.InstanceOf<RegistryException>());
        Assert.That((keys.Count, keys.Distinct().Count(), keys[0].Length), Is.EqualTo((3, 1, 32)));
        keys.Clear();
        Assert.That(() => client.LoginAsync(new LoginBody { Email = "a@b.example", Password = "x" }), Throws.InstanceOf<HttpRequestException>());
        Assert.That(keys, Is.EqualTo(new[] { "" }), "What is no creation and no question is sent once.");
    }

    [Test]
    public void The_creations_are_those_of_the_description()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent!;
        var paths = JsonNode.Parse(File.ReadAllText(Path.Combine(at.FullName, "openapi", "v1.json")))!["paths"]!.AsObject();
        var described = paths.Where(path => path.Value!["post"]?["responses"]?["422"] is not null).Select(path => Regex.Replace(path.Key[1..], "{[^}]+}", "{}"));
        Assert.That(RegistryClient.Creations, Is.EquivalentTo(described));
    }

    [Test]
    public async Task A_list_is_walked_to_its_end()
    {
        var asked = new List<string?>();
        static RevocationView View(int i) => new() { Kind = RevokedKind.Passport, Id = $"psp_{i}", Reason = RevocationReason.Operator, RevokedAt = DateTimeOffset.UnixEpoch };
        Task<PageOfRevocationView> Read(string? cursor, CancellationToken ct)
        {
            asked.Add(cursor);
            var page = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(new PageOfRevocationView { Items = [View(2 * page), View((2 * page) + 1)], NextCursor = page < 2 ? (page + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) : null });
        }

        var read = await RegistryPages.ReadAllAsync<PageOfRevocationView, RevocationView>(Read, page => page.Items, page => page.NextCursor);
        Assert.That(read.Select(item => item.Id), Is.EqualTo(Enumerable.Range(0, 6).Select(i => $"psp_{i}")));
        Assert.That(asked, Is.EqualTo(new[] { null, "1", "2" }));
    }

    private sealed class Failing(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Task.FromResult(answer(request));
            }
            catch (HttpRequestException e)
            {
                return Task.FromException<HttpResponseMessage>(e);
            }
        }
    }
}
