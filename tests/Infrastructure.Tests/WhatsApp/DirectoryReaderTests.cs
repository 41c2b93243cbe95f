using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using Microsoft.AspNetCore.Http;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class DirectoryReaderTests
{
    private const string Path = "/people/@acmesupport";
    private const string Canary = "/people/@aii.directory.canary";
    private const string Found = """{"profile_id":"pRoFiLe1","username":"acmesupport","about":"hello"}""";
    private static readonly Answer NotFound = new("""{"error":{"code":"not_found"}}""", 404);
    private static readonly Answer Broken = new("<html>", 500, "text/html");

    private WireStub _wire = null!;
    private Readers _readers = null!;

    [SetUp]
    public async Task Start()
    {
        _wire = await GraphStub.StartAsync();
        _wire.On(Path, Found);
        _wire.On(Canary, NotFound);
        _readers = new Readers([new("WhatsApp:DirectoryBaseUrl", _wire.Url + "/people/")]);
    }

    [TearDown]
    public async Task Stop()
    {
        await _readers.DisposeAsync();
        await _wire.DisposeAsync();
    }

    private async Task<(int Count, bool Down)> FindAsync()
    {
        var seen = await _readers.FindAsync(Handle);
        return (seen.Readings.Count, seen.ReaderDown);
    }

    private Task<ReadResult> ReadAgainAsync() => _readers.ReadAgainAsync(Handle, "pRoFiLe1", ReaderKind.Directory);

    [Test]
    public async Task A_handle_is_looked_up_before_and_after()
    {
        var seen = await _readers.FindAsync(Handle);
        Assert.That(seen.Readings.Single(), Is.EqualTo(new ProfileReading(
            ReaderKind.Directory, "pRoFiLe1", null, NumberStanding.Live, (WaUsername)Wa.Parse(Handle), true, "hello", null)));
        Assert.That(seen.ReaderDown, Is.False);
        Assert.That(_wire.Requests.Select(request => (request.Path, request.Authorization)), Is.EqualTo(new[] { (Path, (string?)null), (Path, null) }));
    }

    [Test]
    public async Task A_handle_that_nobody_holds_is_no_sighting_but_a_reading_when_it_is_bound()
    {
        foreach (var answer in new[] { NotFound, new Answer("", 404, "text/plain"), new Answer("{}", 404, "application/problem+json") })
        {
            _wire.On(Path, answer);
            Assert.That(await FindAsync(), Is.EqualTo((0, false)));
            Assert.That((await ReadAgainAsync()).Reading(), Has.Property("Username").Null.And.Property("Locator").EqualTo("").And.Property("UsernameApproved").False);
        }
    }

    [Test]
    public async Task A_page_in_between_that_says_not_found_knows_nothing()
    {
        _wire.On(Path, new Answer("<html>no such site</html>", 404, "text/html"));
        Assert.That((await ReadAgainAsync()).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [TestCase("""{"profile_id":"pRoFiLe2","username":"acmesupport"}""")]
    [TestCase("""{"profile_id":"pRoFiLe1","username":"another"}""")]
    public async Task What_changed_hands_meanwhile_proves_nothing(string later)
    {
        _wire.On(Path, Found, later, Found, later);
        Assert.That(await FindAsync(), Is.EqualTo((0, false)));
        Assert.That((await ReadAgainAsync()).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task What_went_meanwhile_proves_nothing()
    {
        _wire.On(Path, Found, NotFound);
        Assert.That((await ReadAgainAsync()).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task The_handle_is_the_one_that_the_directory_says()
    {
        _wire.On(Path, """{"profile_id":"pRoFiLe1","username":"AcmeHelp"}""");
        Assert.That((await ReadAgainAsync()).Reading().Username?.Name, Is.EqualTo("acmehelp"));
    }

    private static IEnumerable<Answer> Nonsense() =>
    [
        Broken, "", "{", "[]", "null", "{}", """{"profile_id":"p"}""", """{"username":"acmesupport"}""", """{"profile_id":"","username":"acmesupport"}""",
        """{"profile_id":7,"username":"acmesupport"}""", """{"profile_id":"p","username":"not a handle"}""", """{"profile_id":"p","username":"acmesupport","about":{}}""",
        $$"""{"profile_id":"{{new string('p', 201)}}","username":"acmesupport"}""",
        new Answer(Found, 401), new Answer(Found, 403), new Answer(Found, 429), new Answer(Found, 503), new Answer(Found, 302),
        new Answer("") { Instead = http => http.Response.WriteAsync(Found + new string(' ', 64 * 1024)) },
        new Answer("") { Instead = http => { http.Abort(); return Task.CompletedTask; } },
        new Answer("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) },
    ];

    [TestCaseSource(nameof(Nonsense))]
    public async Task What_cannot_be_understood_teaches_nothing(object answer)
    {
        _wire.On(Path, (Answer)answer);
        Assert.That((await ReadAgainAsync()).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task One_handles_trouble_is_not_told_apart_from_no_such_handle()
    {
        _wire.On(Path, Broken);
        Assert.That(await FindAsync(), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task A_directory_that_answers_nothing_is_down()
    {
        _wire.On(Path, Broken);
        _wire.On(Canary, Broken);
        Assert.That(await FindAsync(), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task A_number_is_not_looked_up()
    {
        var seen = await _readers.FindAsync(Phone);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
        Assert.That((await _readers.ReadAgainAsync(Phone, "p", ReaderKind.Directory)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That(_wire.Requests, Is.Empty);
    }

    [Test]
    public async Task The_registrys_own_grant_comes_first()
    {
        await using var both = _wire.OwnReaders(("DirectoryBaseUrl", _wire.Url + "/people"));
        Assert.That((await both.FindAsync(Handle)).Readings.Single().Reader, Is.EqualTo(ReaderKind.CloudApi));
        Assert.That(_wire.Count(Path), Is.Zero);
    }

    [Test]
    public async Task The_directory_is_asked_where_no_number_holds_the_handle_or_the_numbers_cannot_be_listed()
    {
        await using var both = _wire.OwnReaders(("DirectoryBaseUrl", _wire.Url + "/people"));
        _wire.On(Edge, """{"username":"another","status":"approved"}""");
        var seen = await both.FindAsync(Handle);
        Assert.That((seen.Readings.Single().Reader, seen.ReaderDown), Is.EqualTo((ReaderKind.Directory, false)));

        _wire.On(Numbers, Answer.Error(190));
        seen = await both.FindAsync(Handle);
        Assert.That((seen.Readings.Single().Reader, seen.ReaderDown), Is.EqualTo((ReaderKind.Directory, false)));

        _wire.On(Path, NotFound);
        Assert.That((await both.FindAsync(Handle)).ReaderDown, Is.True);
    }

    [Test]
    public async Task A_holder_whose_profile_cannot_be_read_is_not_looked_for_elsewhere()
    {
        await using var both = _wire.OwnReaders(("DirectoryBaseUrl", _wire.Url + "/people"));
        _wire.On(Profile, Answer.Error(2));
        var seen = await both.FindAsync(Handle);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
        Assert.That(_wire.Count(Path), Is.Zero);
    }

    [Test]
    public async Task An_operators_token_never_reaches_the_directory()
    {
        _wire.On(Node, Answer.Error(190));
        await using var both = _wire.OwnReaders(("DirectoryBaseUrl", _wire.Url + "/people"));
        await both.ReadAsync(Id, Token);
        Assert.That(_wire.Requests.Select(request => request.Path), Is.EqualTo(new[] { Node }));
    }
}
