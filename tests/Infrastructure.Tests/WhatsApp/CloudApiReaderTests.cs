using System.Security.Cryptography;
using System.Text;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using Microsoft.AspNetCore.Http;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class CloudApiReaderTests
{
    private WireStub _graph = null!;

    [SetUp]
    public async Task Start() => _graph = await GraphStub.StartAsync();

    [TearDown]
    public async Task Stop() => await _graph.DisposeAsync();

    private async Task<ProfileReading> ReadAsync()
    {
        await using var readers = _graph.Readers();
        return (await readers.ReadAsync(Id, Token)).Reading();
    }

    private async Task<ReadFailure?> FailureAsync()
    {
        await using var readers = _graph.Readers();
        return (await readers.ReadAsync(Id, Token)).Failure();
    }

    [Test]
    public async Task A_reading_holds_what_the_platform_says() =>
        Assert.That(await ReadAsync(), Is.EqualTo(new ProfileReading(ReaderKind.CloudApi, Id, (WaPhone)Wa.Parse(Phone), NumberStanding.Live,
            (WaUsername)Wa.Parse(Handle), true, "AII-VERIFY-23456-abcde", "We help")));

    [Test]
    public async Task Node_and_handle_are_read_before_and_after_the_profile()
    {
        await ReadAsync();
        Assert.That(_graph.Requests.Select(request => request.Path), Is.EqualTo(new[] { Node, Edge, Profile, Edge, Node }));
        Assert.That(_graph.Requests.Single(request => request.Path == Profile).Query, Is.EqualTo("?fields=about,description"));
        Assert.That(_graph.Requests.First().Query, Is.EqualTo("?fields=id,display_phone_number,status,platform_type,code_verification_status,account_mode"));
    }

    [TestCase("""{"data":[{"business_profile":{"about":"hello","description":"d"},"id":"1"}]}""", "hello", "d")]
    [TestCase("""{"data":[{"about":"hello"}]}""", "hello", null)]
    [TestCase("""{"data":[{"about":"hello\ud83d","description":"\udc00d"}]}""", "hello\uFFFD", "\uFFFDd")]
    [TestCase("""{"data":[{"about":"hello","address":"\ud83d","\ud83d":"x","websites":["\ud83d"]}]}""", "hello", null)]
    [TestCase("""{"data":[{"about":"","description":""}]}""", null, null)]
    [TestCase("""{"data":[{"about":null}]}""", null, null)]
    [TestCase("""{"data":[{"messaging_product":"whatsapp"}]}""", null, null)]
    [TestCase("""{"data":[{"about":"caf\u00e9 \ud83d\ude00"}]}""", "café 😀", null)]
    [TestCase("""{"data":[]}""", null, null)]
    public async Task Both_shapes_of_a_profile_are_read(string body, string? about, string? description)
    {
        _graph.On(Profile, body);
        var reading = await ReadAsync();
        Assert.That((reading.About, reading.Description), Is.EqualTo((about, description)));
    }

    [TestCase("""{"data":[{"about":"a"},{"about":"a"}]}""")]
    [TestCase("""{"data":[{"business_profile":{"about":"a"}},{}]}""")]
    public async Task Two_profiles_prove_nothing(string body)
    {
        _graph.On(Profile, body);
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [TestCase("""{}""", false, false)]
    [TestCase("""{"username":"","status":""}""", false, false)]
    [TestCase("""{"username":"acmesupport","status":"approved"}""", true, true)]
    [TestCase("""{"username":"acmesupport","status":"reserved"}""", true, false)]
    [TestCase("""{"username":"acmesupport","status":"pending_review"}""", true, false)]
    [TestCase("""{"username":"acmesupport"}""", true, false)]
    [TestCase("""{"username":"not a handle","status":"approved"}""", false, false)]
    [TestCase("""{"status":"approved"}""", false, false)]
    public async Task Only_an_approved_handle_is_approved(string edge, bool held, bool approved)
    {
        _graph.On(Edge, edge);
        var reading = await ReadAsync();
        Assert.That((reading.Username is not null, reading.UsernameApproved), Is.EqualTo((held, approved)));
    }

    [TestCase("""{"id":"1066077701234567","display_phone_number":"1 555-555-0100","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED","account_mode":"LIVE"}""", NumberStanding.Test)]
    [TestCase("""{"id":"1066077701234567","display_phone_number":"+44 7700 900123","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"EXPIRED"}""", NumberStanding.Live)]
    [TestCase("""{"id":"1066077701234567","display_phone_number":"+44 7700 900123","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"NOT_VERIFIED"}""", NumberStanding.NotLive)]
    [TestCase("""{"id":"1066077701234567","display_phone_number":"+44 7700 900123","status":"FLAGGED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED"}""", NumberStanding.NotLive)]
    [TestCase("""{"id":"1066077701234567","display_phone_number":"+44 7700 900123","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED","account_mode":"SANDBOX"}""", NumberStanding.Test)]
    [TestCase("""{"id":"1066077701234567","display_phone_number":"N/A","status":"CONNECTED","platform_type":"CLOUD_API","code_verification_status":"VERIFIED"}""", NumberStanding.NotLive)]
    public async Task The_node_decides_the_standing(string node, NumberStanding standing)
    {
        _graph.On(Node, node);
        Assert.That((await ReadAsync()).Standing, Is.EqualTo(standing));
    }

    [TestCase("""{"display_phone_number":"+44 7700 900123","status":"CONNECTED"}""")]
    [TestCase("""{"id":"1066077701234568","display_phone_number":"+44 7700 900123","status":"CONNECTED"}""")]
    [TestCase("""{"id":"1066077701234567","status":"CONNECTED"}""")]
    [TestCase("""{"id":1066077701234567,"display_phone_number":"+44 7700 900123"}""")]
    public async Task Another_record_than_the_one_asked_for_teaches_nothing(string node)
    {
        _graph.On(Node, node);
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [TestCase("CONNECTED", "DISCONNECTED"), TestCase("+44 7700 900123", "+44 7700 900124"), TestCase("LIVE", "SANDBOX")]
    public async Task A_node_that_changed_meanwhile_proves_nothing(string was, string became)
    {
        _graph.On(Node, GoodNode, GoodNode.Replace(was, became, StringComparison.Ordinal));
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [TestCase("""{"username":"acmesupport","status":"reserved"}"""), TestCase("""{"username":"another","status":"approved"}"""), TestCase("{}")]
    public async Task A_handle_that_changed_meanwhile_proves_nothing(string became)
    {
        _graph.On(Edge, GoodEdge, became);
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task A_grant_that_went_meanwhile_is_lost()
    {
        _graph.On(Node, GoodNode, Answer.Error(190, 463));
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.GrantLost));
    }

    [Test]
    public async Task An_edge_that_is_not_there_reads_as_no_handle_with_an_operators_token()
    {
        _graph.On(Edge, Answer.Error(100, 33));
        Assert.That((await ReadAsync()).Username, Is.Null);
    }

    [Test]
    public async Task A_bound_handle_whose_edge_is_hidden_is_a_lost_grant()
    {
        _graph.On(Edge, Answer.Error(100, 33));
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.ReadAgainAsync(Handle, Id)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
    }

    [Test]
    public async Task A_bound_number_is_read_again_without_asking_for_its_handle()
    {
        _graph.On(Edge, Answer.Error(2));
        await using var readers = _graph.OwnReaders();
        Assert.That((await readers.ReadAgainAsync(Phone, Id)).Reading().Number?.Canonical, Is.EqualTo(Phone));
        Assert.That(_graph.Requests.Select(request => request.Path), Is.EqualTo(new[] { Node, Profile, Node }));
    }

    [TestCase(" 1066077701234567\n", "\tEAAoperatorsown \r\n")]
    public async Task What_people_paste_is_trimmed(string id, string token)
    {
        await using var readers = _graph.Readers();
        Assert.That((await readers.ReadAsync(id, token)).Reading().Locator, Is.EqualTo(Id));
        Assert.That(_graph.Requests.Select(request => request.Authorization), Is.Not.Empty.And.All.EqualTo($"Bearer {Token}"));
    }

    [TestCase("", Token), TestCase("1234", Token), TestCase("123456789012345678901", Token), TestCase("12345/..", Token), TestCase("１２３４５６", Token)]
    [TestCase("+447700900123", Token), TestCase("12345\n67", Token), TestCase("12345?x", Token)]
    [TestCase(Id, ""), TestCase(Id, "a b"), TestCase(Id, "a\r\nHost: x"), TestCase(Id, "tökèn"), TestCase(Id, "a\u200bb"), TestCase(Id, "a\u007f")]
    public async Task What_can_be_no_grant_is_refused_without_a_call(string id, string token)
    {
        await using var readers = _graph.Readers();
        Assert.That((await readers.ReadAsync(id, token)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That(_graph.Requests, Is.Empty);
    }

    [TestCase("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"), TestCase("EAA|x==")]
    public async Task Any_visible_token_goes_as_it_is(string token)
    {
        await using var readers = _graph.Readers();
        Assert.That(await readers.ReadAsync(Id, token), Is.Not.Null);
        Assert.That(_graph.Requests.First().Authorization, Is.EqualTo($"Bearer {token}"));
    }

    [Test]
    public async Task Only_our_own_token_is_sent_with_the_proof_of_our_app_secret()
    {
        await using var readers = _graph.OwnReaders(("AppSecret", "0123456789abcdef"));
        await readers.ReadAsync(Id, Token);
        Assert.That(_graph.Requests.Select(request => request.Query), Is.Not.Empty.And.None.Contains("appsecret_proof"));
        Assert.That(_graph.Requests.Select(request => request.Authorization), Is.Not.Empty.And.All.EqualTo($"Bearer {Token}"));

        _graph.Requests.Clear();
        await readers.ReadAgainAsync(Handle, Id);
        await readers.FindAsync(Handle);
        var proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("0123456789abcdef"), Encoding.UTF8.GetBytes(OwnToken)));
        Assert.That(_graph.Requests.Select(request => request.Query), Is.Not.Empty.And.All.Contains($"appsecret_proof={proof}"));
        Assert.That(_graph.Requests.Select(request => request.Authorization), Is.Not.Empty.And.All.EqualTo($"Bearer {OwnToken}"));
        Assert.That(_graph.Requests.Select(request => request.Query), Has.None.Contains(OwnToken));
    }

    [Test]
    public async Task Without_an_app_secret_there_is_no_proof()
    {
        await using var readers = _graph.OwnReaders();
        await readers.ReadAgainAsync(Handle, Id);
        Assert.That(_graph.Requests.Select(request => request.Query), Is.Not.Empty.And.None.Contains("appsecret_proof"));
    }

    [TestCase(301), TestCase(302), TestCase(307), TestCase(308)]
    public async Task No_redirect_is_followed(int status)
    {
        await using var elsewhere = await GraphStub.StartAsync();
        _graph.On(Node, new Answer("", status) { Headers = new Dictionary<string, string> { ["Location"] = elsewhere.Url + Node } });
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That(elsewhere.Requests, Is.Empty);
    }

    [Test]
    public async Task Sixty_four_kibibytes_are_read_and_not_one_more([Values] bool declared)
    {
        Answer OfLength(int length) => new("")
        {
            Instead = http =>
            {
                if (declared) http.Response.ContentLength = length;
                return http.Response.WriteAsync(GoodProfile + new string(' ', length - GoodProfile.Length));
            },
        };
        _graph.On(Profile, OfLength(64 * 1024));
        Assert.That((await ReadAsync()).About, Is.Not.Null);
        _graph.On(Profile, OfLength((64 * 1024) + 1));
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test, CancelAfter(20_000)]
    public async Task An_endless_body_is_not_waited_for(CancellationToken ct)
    {
        _graph.On(Profile, new Answer("")
        {
            Instead = async http =>
            {
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.WriteAsync(" ");
                    await http.Response.Body.FlushAsync();
                    await Task.Delay(50);
                }
            },
        });
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_silent_server_is_not_waited_for(CancellationToken ct)
    {
        _graph.On(Node, new Answer("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) });
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task A_closed_door_and_a_broken_connection_teach_nothing()
    {
        _graph.On(Node, new Answer("") { Instead = http => { http.Abort(); return Task.CompletedTask; } });
        Assert.That(await FailureAsync(), Is.EqualTo(ReadFailure.Unreachable));

        await using var readers = _graph.Readers();
        await _graph.DisposeAsync();
        Assert.That((await readers.ReadAsync(Id, Token)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test, CancelAfter(20_000)]
    public async Task Whoever_gives_up_is_told_so_and_learns_nothing_false(CancellationToken ct)
    {
        using var impatience = new CancellationTokenSource();
        _graph.On(Profile, new Answer("") { Instead = async http => { await impatience.CancelAsync(); await Task.Delay(Timeout.Infinite, http.RequestAborted); } });
        await using var readers = _graph.OwnReaders();
        Assert.That(() => readers.Reader.ReadAgainAsync(new ProvedProfile(ReaderKind.CloudApi, "", Id), Wa.Parse(Phone), impatience.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => readers.Reader.FindAsync(Wa.Parse(Handle), impatience.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Nothing_is_asked_twice_within_a_look()
    {
        _graph.On(Node, Answer.Error(2));
        await FailureAsync();
        Assert.That(_graph.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_configured_version_and_path_are_asked()
    {
        _graph.On($"/proxy/v26.0/{Id}", GoodNode);
        await using var readers = _graph.OwnReaders(("GraphBaseUrl", _graph.Url + "/proxy"), ("GraphVersion", "v26.0"));
        Assert.That(await readers.ReachesAsync(Id), Is.True);
    }

    [Test]
    public async Task Reaching_is_reading_the_node_and_nothing_less()
    {
        await using (var without = _graph.Readers()) Assert.That(await without.ReachesAsync(Id), Is.False);
        await using var readers = _graph.OwnReaders();
        Assert.That(await readers.ReachesAsync(Id), Is.True);
        Assert.That(await readers.ReachesAsync("../" + Id), Is.False);
        _graph.On(Node, Answer.Error(100, 33));
        Assert.That(await readers.ReachesAsync(Id), Is.False);
        _graph.On(Node, Answer.Error(2));
        Assert.That(await readers.ReachesAsync(Id), Is.False);
    }

    [Test]
    public async Task Without_an_own_grant_nothing_is_read_again()
    {
        await using var readers = _graph.Readers();
        Assert.That((await readers.ReadAgainAsync(Phone, Id)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That((await readers.ReadAgainAsync(Handle, "p", ReaderKind.Directory)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        await using var own = _graph.OwnReaders();
        Assert.That((await own.ReadAgainAsync(Phone, "no id")).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That(_graph.Requests, Is.Empty);
    }
}
