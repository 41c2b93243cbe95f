using System.Diagnostics;
using AiIdentity.Application.Verification;
using AiIdentity.Application.WhatsApp;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;
using AiIdentity.Infrastructure.WhatsApp;
using Microsoft.AspNetCore.Http;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

/// <summary>Who is not told what was found can't count or time it either.</summary>
[Parallelizable]
public class EvenSearchTests
{
    private const string Directory = "/people/@acmesupport";
    private const string NoOne = "/people/@nobodyhere";
    private const string Canary = "/people/@aii.directory.canary";
    private static readonly string[] Others = [.. Enumerable.Range(0, 6).Select(at => $"10660777012400{at:00}")];
    private static readonly Answer NotFound = new("""{"error":{"code":"not_found"}}""", 404);
    private static readonly Answer Hanging = new("") { Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted) };

    private WireStub _graph = null!;

    [SetUp]
    public async Task Start()
    {
        _graph = await GraphStub.StartAsync();
        _graph.On(Numbers, Page([.. Others.Select((id, at) => (id, $"+44 7700 90000{at}")), (Id, "+44 7700 900123")]));
        foreach (var (at, id) in Others.Index())
        {
            _graph.On($"/v25.0/{id}", GoodNode.Replace(Id, id, StringComparison.Ordinal).Replace("900123", $"90000{at}", StringComparison.Ordinal));
            _graph.On($"/v25.0/{id}/username", "{}");
            _graph.On($"/v25.0/{id}/whatsapp_business_profile", """{"data":[{"about":"hello"}]}""");
        }

        foreach (var path in new[] { Directory, NoOne, Canary }) _graph.On(path, NotFound);
    }

    [TearDown]
    public async Task Stop() => await _graph.DisposeAsync();

    private Readers Both() => _graph.OwnReaders(("DirectoryBaseUrl", _graph.Url + "/people"));

    private static async Task<Sightings> SeekAsync(Readers readers, string address, Func<ProfileReading, bool>? settles = null, Budget? budget = null)
    {
        readers.Clock.Advance(TimeSpan.FromSeconds(1));
        return await readers.Reader.FindEvenlyAsync(Wa.Parse(address), settles ?? (_ => false), budget ?? new Budget(), CancellationToken.None);
    }

    // The kinds of calls, each with how often; which numbers were read is left out.
    private async Task<string> CallsAsync(Readers readers, string address)
    {
        _graph.Requests.Clear();
        Assert.That((await SeekAsync(readers, address)).Readings, Is.Empty);
        return string.Join(' ', _graph.Requests
            .Select(request => request.Path.StartsWith("/people", StringComparison.Ordinal) ? request.Path == Canary ? "canary" : "directory"
                : request.Path == Numbers ? "list" : request.Path.Split('/') is [_, _, _, var part] ? part : "node")
            .GroupBy(kind => kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key}:{kind.Count()}"));
    }

    [TestCase(Phone, "wa:+447700900999")]
    [TestCase(Handle, "wa:@nobodyhere")]
    public async Task The_same_is_asked_whether_or_not_the_address_is_shared(string shared, string unknown)
    {
        await using var readers = Both();
        await CallsAsync(readers, unknown);
        foreach (var fault in new Answer?[] { null, Answer.Error(2), Answer.Error(190), new Answer("garbage") })
        {
            if (fault is not null) _graph.On(Node, fault);
            Assert.That(await CallsAsync(readers, shared), Is.EqualTo(await CallsAsync(readers, unknown)));
        }
    }

    [Test]
    public async Task The_directory_is_asked_alike_whatever_it_or_the_grant_says()
    {
        await using var readers = Both();
        var unknown = await CallsAsync(readers, "wa:@nobodyhere");
        unknown = await CallsAsync(readers, "wa:@nobodyhere");
        Assert.That(unknown, Does.Contain("directory:2").And.Contain("canary:2"));
        foreach (var answer in new[] { NotFound, new Answer("""{"profile_id":"p","username":"acmesupport","about":"hello"}"""), new Answer("<html>", 500, "text/html") })
        {
            _graph.On(Directory, answer);
            Assert.That(await CallsAsync(readers, Handle), Is.EqualTo(unknown));
        }

        // Down is what it is for everybody.
        _graph.On(Canary, new Answer("<html>", 500, "text/html"));
        Assert.That((await SeekAsync(readers, Handle)).ReaderDown, Is.True);
        Assert.That((await SeekAsync(readers, "wa:@nobodyhere")).ReaderDown, Is.True);
    }

    [TestCase(Phone), TestCase(Handle)]
    public async Task Decoys_are_others_and_one_of_them_in_trouble_holds_nobody_up(string address)
    {
        await using var readers = Both();
        await SeekAsync(readers, address);
        _graph.On($"/v25.0/{Others[0]}", Hanging);
        for (var i = 0; i < 6; i++)
        {
            _graph.Requests.Clear();
            var watch = Stopwatch.GetTimestamp();
            await SeekAsync(readers, address, budget: new Budget { MaySweep = false });
            // The stub's patience is two seconds: whoever waited for it would come later.
            Assert.That(Stopwatch.GetElapsedTime(watch), Is.LessThan(TimeSpan.FromSeconds(1.9)));
            Assert.That(_graph.Count(Node), Is.EqualTo(2), "The number itself is read once, and never as a decoy of its own.");
        }
    }

    [TestCase(Phone), TestCase(Handle), CancelAfter(30_000)]
    public async Task What_settles_the_question_is_answered_at_once(string address, CancellationToken ct)
    {
        await using var readers = _graph.OwnReaders(patience: TimeSpan.FromMinutes(1));
        await SeekAsync(readers, address);
        foreach (var id in Others) _graph.On($"/v25.0/{id}/whatsapp_business_profile", Hanging);
        var seen = await SeekAsync(readers, address, reading => reading.About!.Contains("AII-VERIFY-23456-abcde", StringComparison.Ordinal));
        Assert.That(seen.Readings.Single().Locator, Is.EqualTo(Id));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_number_that_does_not_answer_in_time_was_not_seen(CancellationToken ct)
    {
        await using var readers = _graph.OwnReaders(patience: TimeSpan.FromMinutes(1));
        _graph.On(Profile, Hanging);
        foreach (var address in new[] { Phone, Handle })
        {
            var seen = await SeekAsync(readers, address, _ => true);
            Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
        }
    }

    [Test]
    public async Task A_handle_that_came_to_a_known_number_is_found_by_asking_all_if_the_budget_lets_it()
    {
        await using var readers = _graph.OwnReaders();
        _graph.On(Edge, "{}");
        Assert.That((await SeekAsync(readers, Handle, _ => true)).Readings, Is.Empty);
        _graph.On(Edge, GoodEdge);
        Assert.That((await SeekAsync(readers, Handle, _ => true, new Budget { MaySweep = false })).Readings, Is.Empty);
        Assert.That((await SeekAsync(readers, Handle, _ => true)).Readings.Single().Locator, Is.EqualTo(Id));

        // It moved on: whoever held it before is not believed.
        _graph.On(Edge, "{}");
        _graph.On($"/v25.0/{Others[2]}/username", GoodEdge);
        Assert.That((await SeekAsync(readers, Handle, _ => true)).Readings.Single().Locator, Is.EqualTo(Others[2]));
    }

    [Test]
    public async Task What_a_search_spends_does_not_depend_on_what_it_meets()
    {
        await using var readers = Both();
        await SeekAsync(readers, Handle);
        foreach (var (shared, unknown) in new[] { (Phone, "wa:+447700900999"), (Handle, "wa:@nobodyhere") })
        {
            var (one, other) = (new Budget(), new Budget());
            await SeekAsync(readers, shared, budget: one);
            await SeekAsync(readers, unknown, budget: other);
            Assert.That((one.Spent, one.Swept), Is.EqualTo((other.Spent, other.Swept)));
            Assert.That(one.Spent, Is.GreaterThan(5));
        }
    }

    [Test]
    public async Task Answers_come_at_whole_steps_and_a_kinds_answers_alike()
    {
        await using var readers = Both();
        var step = TimeSpan.FromMilliseconds(500);
        await SeekAsync(readers, Phone);
        var watch = Stopwatch.GetTimestamp();
        await SeekAsync(readers, Phone);
        Assert.That(Stopwatch.GetElapsedTime(watch), Is.GreaterThanOrEqualTo(step - TimeSpan.FromMilliseconds(5)));

        var pace = readers.Get<AnswerPace>();
        foreach (var handle in new[] { false, true })
        {
            // The latest of the last twenty, this one among them.
            Assert.That(pace.InstantOf(!handle, TimeSpan.Zero), Is.GreaterThanOrEqualTo(step));
            Assert.That(pace.InstantOf(handle, 9.2 * step), Is.EqualTo(10 * step));
            for (var i = 0; i < 19; i++) Assert.That(pace.InstantOf(handle, 1.1 * step), Is.EqualTo(10 * step));
            Assert.That(pace.InstantOf(handle, 1.1 * step), Is.LessThan(10 * step));
        }
    }

    private sealed class Budget : ISearchBudget
    {
        public bool MaySweep { get; init; } = true;

        public int Spent { get; private set; }

        public int Swept { get; private set; }

        public ValueTask<bool> MaySearchAsync(CancellationToken ct) => new(true);

        public ValueTask SpendAsync(int calls)
        {
            Spent += calls;
            return default;
        }

        public ValueTask<bool> MaySweepAsync(int calls, CancellationToken ct)
        {
            Swept += calls;
            return new(MaySweep);
        }
    }
}
