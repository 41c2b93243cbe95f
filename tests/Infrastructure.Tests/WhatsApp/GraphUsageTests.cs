using AiIdentity.Application.Verification;
using static AiIdentity.Infrastructure.Tests.WhatsApp.GraphStub;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class GraphUsageTests
{
    private WireStub _graph = null!;
    private Readers _readers = null!;

    [SetUp]
    public async Task Start()
    {
        _graph = await GraphStub.StartAsync();
        _readers = _graph.OwnReaders();
    }

    [TearDown]
    public async Task Stop()
    {
        await _readers.DisposeAsync();
        await _graph.DisposeAsync();
    }

    private async Task<LookPace> AfterAsync(string? app = null, string? business = null)
    {
        var headers = new Dictionary<string, string>();
        if (app is not null) headers["X-App-Usage"] = app;
        if (business is not null) headers["X-Business-Use-Case-Usage"] = business;
        _graph.On(Node, new Answer(GoodNode) { Headers = headers });
        await _readers.ReachesAsync(Id);
        return _readers.Pace;
    }

    private static string App(object calls, object? cpu = null, object? time = null) =>
        $$"""{"call_count":{{calls}},"total_cputime":{{cpu ?? 0}},"total_time":{{time ?? 0}}}""";

    private static string Business(int percent, object minutes, string id = Waba) =>
        $$"""{"{{id}}":[{"type":"whatsapp","call_count":{{percent}},"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":{{minutes}}}]}""";

    [Test]
    public void At_first_all_is_free() => Assert.That(_readers.Pace, Is.EqualTo(LookPace.Free));

    [TestCase(0, LookPace.Free), TestCase(74, LookPace.Free), TestCase(75, LookPace.Slow), TestCase(94, LookPace.Slow)]
    [TestCase(95, LookPace.Stop), TestCase(100, LookPace.Stop), TestCase(250, LookPace.Stop)]
    public async Task Three_quarters_slow_down_and_ninety_five_percent_stop(int percent, LookPace pace)
    {
        Assert.That(await AfterAsync(app: App(percent)), Is.EqualTo(pace));
        Assert.That(await AfterAsync(app: App(0, cpu: percent)), Is.EqualTo(pace));
        Assert.That(await AfterAsync(app: App(0, time: percent)), Is.EqualTo(pace));
    }

    [Test]
    public async Task A_business_account_counts_like_the_app()
    {
        Assert.That(await AfterAsync(business: Business(80, 0)), Is.EqualTo(LookPace.Slow));
        Assert.That(await AfterAsync(business: Business(96, 0)), Is.EqualTo(LookPace.Stop));
    }

    [Test]
    public async Task A_quiet_account_does_not_hide_a_busy_one()
    {
        await AfterAsync(business: Business(96, 30));
        Assert.That(await AfterAsync(app: App(1), business: Business(2, 0, id: "102290129340398")), Is.EqualTo(LookPace.Stop));
        Assert.That(await AfterAsync(business: Business(3, 0)), Is.EqualTo(LookPace.Free));
    }

    [Test]
    public async Task The_platform_says_how_long_to_stop_and_then_the_start_is_slow()
    {
        await AfterAsync(business: Business(100, 30));
        _readers.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Stop));
        _readers.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Slow));
        _readers.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Free));
    }

    [Test]
    public async Task Where_it_does_not_say_the_stop_is_short()
    {
        await AfterAsync(app: App(99));
        _readers.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Stop));
        _readers.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Slow));
    }

    [Test]
    public async Task A_clock_that_was_set_back_stops_nothing()
    {
        await AfterAsync(business: Business(100, 30));
        _readers.Clock.AdjustTime(_readers.Clock.GetUtcNow().AddDays(-1));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Free));
    }

    [TestCase("1e300"), TestCase("99999999999"), TestCase("1440")]
    public async Task No_stop_is_longer_than_a_day(string minutes)
    {
        await AfterAsync(business: Business(100, minutes));
        _readers.Clock.Advance(TimeSpan.FromHours(24));
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Slow));
    }

    [TestCase("garbage"), TestCase(""), TestCase("[]"), TestCase("7"), TestCase("null"), TestCase("""{"call_count":"99"}""")]
    [TestCase("""{"x":[7,null,{"call_count":null}]}"""), TestCase("""{"call_count":-5}"""), TestCase("""{"x":{"y":{"z":1}}}""")]
    [TestCase("""{"\ud83d":[{"\udc00":1,"call_count":1}]}""")]
    public async Task A_header_that_makes_no_sense_says_nothing(string header)
    {
        Assert.That(await AfterAsync(app: header, business: header), Is.EqualTo(LookPace.Free));
        Assert.That(await _readers.ReachesAsync(Id), Is.True);
    }

    [Test]
    public async Task Errors_tell_usage_too()
    {
        _graph.On(Node, Answer.Error(4) with { Headers = new Dictionary<string, string> { ["X-App-Usage"] = App(100) } });
        await _readers.ReachesAsync(Id);
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Stop));
    }

    [Test]
    public async Task An_operators_token_uses_up_somebody_elses_allowance()
    {
        _graph.On(Node, new Answer(GoodNode) { Headers = new Dictionary<string, string> { ["X-App-Usage"] = App(100) } });
        await _readers.ReadAsync(Id, Token);
        Assert.That(_readers.Pace, Is.EqualTo(LookPace.Free));
    }
}
