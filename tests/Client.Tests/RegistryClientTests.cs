using AiIdentity.Api.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Client.Tests;

/// <summary>The typed client against the running registry.</summary>
internal sealed class RegistryClientTests
{
    private RegistryHost _registry = null!;
    private RegistryClient _client = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _registry = RegistryHost.Start();
        _client = new RegistryClient(_registry.Http);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _registry.DisposeAsync();
        _registry.Forget();
    }

    [Test]
    public async Task A_refusal_is_an_exception_with_its_code_and_its_sentence()
    {
        var refused = await Assert.ThrowsAsync<RegistryProblemException>(() => _client.WhoisBySurfaceAsync("wa:+447700900999"));
        Assert.Multiple(() =>
        {
            Assert.That((refused!.Code, refused.StatusCode, refused.Errors.Count, refused.RetryAfter), Is.EqualTo(("not_bound", 404, 0, (TimeSpan?)null)));
            Assert.That(refused.Detail, Is.Not.Empty);
            Assert.That(refused.Message, Does.Contain(refused.Detail).And.Contain("not_bound"));
        });
    }

    [Test]
    public async Task A_refusal_names_the_members_that_are_to_blame()
    {
        var refused = await Assert.ThrowsAsync<RegistryProblemException>(() => _client.VerifyAsync(new VerifyBody { Passport = "x", Id = "aii_demo" }));
        Assert.That((refused!.Code, refused.Errors.Keys.Single()), Is.EqualTo(("validation_failed", "id")));
        Assert.That(refused.Errors["id"].Single(), Is.Not.Empty);
    }

    [Test]
    public async Task An_answer_that_is_no_problem_is_a_plain_exception()
    {
        await using var stub = await StubRegistry.StartAsync();
        stub.KeysInstead = context => StubRegistry.Write(context, "<html>gateway</html>", "text/html", 502);
        Assert.That(() => new RegistryClient(stub.Http).GetJwksAsync(), Throws.TypeOf<RegistryException>().With.Property("StatusCode").EqualTo(502));
        stub.KeysInstead = context => StubRegistry.Write(context, "{\"code\":", "application/problem+json", 502);
        Assert.That(() => new RegistryClient(stub.Http).GetJwksAsync(), Throws.TypeOf<RegistryException>().With.Property("StatusCode").EqualTo(502));
    }

    [Test]
    public async Task A_refusal_that_no_description_names_is_one_all_the_same_and_says_when_to_come_again()
    {
        await using var stub = await StubRegistry.StartAsync();
        stub.KeysInstead = context =>
        {
            context.Response.Headers.RetryAfter = "17";
            return StubRegistry.Write(context, """{"type":"t","title":"Too many","status":429,"detail":"Wait.","code":"rate_limited"}""", "application/problem+json", 429);
        };
        var refused = await Assert.ThrowsAsync<RegistryProblemException>(() => new RegistryClient(stub.Http).GetJwksAsync());
        Assert.That((refused!.Code, refused.StatusCode, refused.RetryAfter), Is.EqualTo(("rate_limited", 429, (TimeSpan?)TimeSpan.FromSeconds(17))));
    }

    [Test]
    public async Task Keys_and_status_lists_come_as_the_texts_that_they_are()
    {
        Assert.That(await _client.GetJwksAsync(), Does.StartWith("""{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k_"""));
        Assert.That((await _client.GetStatusListAsync("0")).Split('.'), Has.Length.EqualTo(3));
    }

    [Test]
    public void A_question_can_be_taken_back()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(() => _client.GetJwksAsync(stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Registered_in_an_application_the_client_carries_the_key_and_the_verifier_does_not()
    {
        var headers = new List<string>();
        await using var stub = await StubRegistry.StartAsync();
        stub.KeysInstead = context =>
        {
            headers.Add(context.Request.Headers.Authorization.ToString());
            return StubRegistry.Write(context, "{}");
        };
        var services = new ServiceCollection();
        services.AddRegistryClient(options => (options.Address, options.ApiKey) = (stub.Http.BaseAddress, "aii_live_x"));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IRegistryClient>().GetJwksAsync();
        Assert.That((await provider.GetRequiredService<PassportVerifier>().VerifyAsync(stub.Passport())).Reason, Is.EqualTo(PassportReason.KeysUnknown));
        Assert.That(headers, Is.EqualTo(new[] { "Bearer aii_live_x", "" }));
    }
}
