using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using Microsoft.Extensions.Logging;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class GraphErrorTests
{
    private WireStub _graph = null!;
    private Readers _readers = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _graph = await GraphStub.StartAsync();
        _readers = _graph.Readers();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _readers.DisposeAsync();
        await _graph.DisposeAsync();
    }

    [SetUp]
    public void Mend() => _graph.On(Profile, GoodProfile);

    private async Task<ReadFailure?> FailureAsync(string path, Answer answer)
    {
        _graph.On(path, answer);
        return (await _readers.ReadAsync(Id, Token)).Failure();
    }

    private Task<ReadFailure?> FailureAsync(Answer answer) => FailureAsync(Profile, answer);

    private int Alerts => _readers.Log.Lines.Count(line => line is { Level: LogLevel.Error, Event.Id: 3000 });

    [TestCase(1), TestCase(2), TestCase(4), TestCase(17), TestCase(32), TestCase(341), TestCase(613), TestCase(80007), TestCase(80008)]
    [TestCase(130429), TestCase(131000), TestCase(131016), TestCase(133004)]
    public async Task Transient_codes_teach_nothing(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code)), Is.EqualTo(ReadFailure.Unreachable));

    [TestCase(0), TestCase(3), TestCase(10), TestCase(102), TestCase(104), TestCase(190), TestCase(200), TestCase(210), TestCase(299)]
    public async Task Codes_of_a_lost_grant_ask_to_reconnect(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code)), Is.EqualTo(ReadFailure.GrantLost));

    [TestCase(458), TestCase(459), TestCase(460), TestCase(463), TestCase(464), TestCase(467)]
    public async Task Every_end_of_a_session_is_a_lost_grant(int subcode) =>
        Assert.That(await FailureAsync(Answer.Error(190, subcode, status: 401)), Is.EqualTo(ReadFailure.GrantLost));

    [TestCase(100, 33), TestCase(33, null), TestCase(803, null)]
    public async Task Missing_or_hidden_is_a_lost_grant(int code, int? subcode)
    {
        var before = Alerts;
        Assert.That(await FailureAsync(Answer.Error(code, subcode)), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That(Alerts, Is.EqualTo(before));
    }

    [TestCase(133010), TestCase(368), TestCase(131031), TestCase(130497)]
    public async Task Unregistered_and_restricted_numbers_are_not_live(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code)), Is.EqualTo(ReadFailure.NotLive));

    [Test]
    public async Task A_request_of_ours_that_is_wrong_alerts_and_teaches_nothing()
    {
        var before = Alerts;
        Assert.That(await FailureAsync(Answer.Error(100)), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That(Alerts, Is.EqualTo(before + 1));
    }

    [TestCase(99), TestCase(199), TestCase(300), TestCase(2500), TestCase(999_999), TestCase(-1)]
    public async Task An_unknown_code_teaches_nothing(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code)), Is.EqualTo(ReadFailure.Unreachable));

    [Test]
    public async Task An_unknown_subcode_of_a_wrong_parameter_teaches_nothing_and_alerts_nobody()
    {
        var before = Alerts;
        Assert.That(await FailureAsync(Answer.Error(100, 2018001)), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That(Alerts, Is.EqualTo(before));
    }

    [TestCase(190), TestCase(100), TestCase(133010), TestCase(368), TestCase(803)]
    public async Task What_calls_itself_transient_is(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code, more: ",\"is_transient\":true")), Is.EqualTo(ReadFailure.Unreachable));

    [TestCase(190), TestCase(133010), TestCase(368)]
    public async Task A_server_in_trouble_is_not_believed(int code) =>
        Assert.That(await FailureAsync(Answer.Error(code, status: 500)), Is.EqualTo(ReadFailure.Unreachable));

    [TestCase(200), TestCase(400), TestCase(401), TestCase(403), TestCase(404), TestCase(429)]
    public async Task The_code_decides_whatever_the_status(int status) =>
        Assert.That(await FailureAsync(Answer.Error(190, status: status)), Is.EqualTo(ReadFailure.GrantLost));

    [TestCase(",\"error_data\":\"a plain string\"")]
    [TestCase(",\"error_data\":{\"details\":\"an object\"}")]
    [TestCase(",\"error_data\":null")]
    [TestCase(",\"is_transient\":false,\"error_user_title\":\"new\"")]
    public async Task Error_data_takes_any_shape(string more) =>
        Assert.That(await FailureAsync(Answer.Error(10, more: more)), Is.EqualTo(ReadFailure.GrantLost));

    [TestCase("{\"error\":{\"message\":\"m\"}}", 400)]
    [TestCase("{\"error\":{\"code\":\"190\"}}", 400)]
    [TestCase("{\"error\":{\"code\":190,\"code\":2}}", 400)]
    [TestCase("{\"error\":\"190\"}", 400)]
    [TestCase("{\"error\":[190]}", 400)]
    [TestCase("{\"error\":null}", 400)]
    [TestCase("{}", 400)]
    [TestCase("{}", 200)]
    [TestCase("null", 200)]
    [TestCase("[]", 200)]
    [TestCase("\"data\"", 200)]
    [TestCase("", 200)]
    [TestCase("", 204)]
    [TestCase("<html>not found</html>", 404)]
    [TestCase("<html>unauthorised</html>", 401)]
    [TestCase("<html>sorry</html>", 500)]
    [TestCase("{\"data\":[{\"about\":\"cut o", 200)]
    [TestCase("{\"data\":[{\"about\":7}]}", 200)]
    [TestCase("{\"data\":[{\"about\":\"a\",\"about\":\"b\"}]}", 200)]
    [TestCase("{\"data\":{\"about\":\"a\"}}", 200)]
    [TestCase("{\"data\":null}", 200)]
    [TestCase("{\"data\":[null]}", 200)]
    [TestCase("{\"data\":[[]]}", 200)]
    public async Task What_cannot_be_understood_teaches_nothing(string body, int status) =>
        Assert.That(await FailureAsync(new Answer(body, status) { Instead = status == 204 ? http => { http.Response.StatusCode = 204; return Task.CompletedTask; } : null }),
            Is.EqualTo(ReadFailure.Unreachable));

    [Test]
    public async Task Deep_nesting_and_a_wrong_charset_teach_nothing_or_do_no_harm()
    {
        Assert.That(await FailureAsync(new string('[', 5_000)), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That(await FailureAsync(new Answer(GoodProfile, Type: "application/json; charset=bogus")), Is.Null);
        // Text that is cut in the middle of a character is text all the same.
        byte[] notUtf8 = [.. "{\"data\":[{\"about\":\""u8, 0xFF, .. "\"}]}"u8];
        Assert.That(await FailureAsync(new Answer("") { Instead = http => http.Response.Body.WriteAsync(notUtf8).AsTask() }), Is.Null);
        Assert.That(await FailureAsync("{\"data\":[{\"about\":\"\\ud800\"}]}"), Is.Null);
    }

    [TestCase(Node), TestCase(Edge), TestCase(Profile)]
    public async Task Each_call_can_lose_the_grant(string path)
    {
        try
        {
            Assert.That(await FailureAsync(path, Answer.Error(190, 463)), Is.EqualTo(ReadFailure.GrantLost));
            Assert.That(await FailureAsync(path, Answer.Error(2)), Is.EqualTo(ReadFailure.Unreachable));
            Assert.That(await FailureAsync(path, Answer.Error(131031)), Is.EqualTo(ReadFailure.NotLive));
        }
        finally
        {
            _graph.On(Node, GoodNode);
            _graph.On(Edge, GoodEdge);
        }
    }
}
