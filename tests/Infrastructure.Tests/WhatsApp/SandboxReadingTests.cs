using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Infrastructure.Tests.WhatsApp;

[Parallelizable]
public class SandboxReadingTests
{
    private const string Phone = "wa:+447700900123";
    private const string Handle = "wa:@acmesupport";

    private static readonly object Acme = new { phone = "+447700900123", username = "acmesupport", about = "hello", description = "We help" };
    private static readonly string[] Outages = ["http_500", "rate_limited", "transient", "garbage", "timeout"];
    private static readonly string[] Losses = ["token_expired", "permission_denied", "not_found"];

    private Sandbox _sandbox = null!;
    private Readers _readers = null!;

    [SetUp]
    public async Task Start()
    {
        _sandbox = await Sandbox.StartAsync();
        _readers = _sandbox.Readers();
    }

    [TearDown]
    public async Task Stop()
    {
        await _readers.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Test]
    public async Task Number_and_handle_are_found_read_and_read_again()
    {
        var number = await _sandbox.AddAsync(Acme);
        var (byNumber, byHandle) = (await _readers.FindAsync(Phone), await _readers.FindAsync(Handle));
        Assert.That((byNumber.ReaderDown, byHandle.ReaderDown), Is.EqualTo((false, false)));
        Assert.That(byNumber.Readings.Single(), Has.Property("About").EqualTo("hello").And.Property("Locator").EqualTo(number.PhoneNumberId).And.Property("Standing").EqualTo(NumberStanding.Live));
        Assert.That(byHandle.Readings.Single().Username?.Canonical, Is.EqualTo(Handle));
        Assert.That((await _readers.ReadAgainAsync(Handle, number.PhoneNumberId)).Reading(), Is.EqualTo(byHandle.Readings.Single()));
        Assert.That((await _readers.ReadAsync(number.PhoneNumberId, number.AccessToken)).Reading(), Is.EqualTo(byHandle.Readings.Single()));
        Assert.That(await _readers.ReachesAsync(number.PhoneNumberId), Is.True);
    }

    [Test]
    public async Task What_is_not_shared_only_its_owner_and_the_directory_show()
    {
        var number = await _sandbox.AddAsync(new { phone = "+447700900123", username = "acmesupport", about = "hello", shared = false });
        Assert.That(await _readers.ReachesAsync(number.PhoneNumberId), Is.False);
        Assert.That((await _readers.FindAsync(Phone)).Readings, Is.Empty);
        Assert.That((await _readers.FindAsync(Handle)).Readings.Single(), Has.Property("Reader").EqualTo(ReaderKind.Directory).And.Property("About").EqualTo("hello"));
        Assert.That((await _readers.ReadAgainAsync(Phone, number.PhoneNumberId)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That((await _readers.ReadAsync(number.PhoneNumberId, number.AccessToken)).Reading().About, Is.EqualTo("hello"));
    }

    [Test]
    public async Task An_owners_token_opens_no_other_number()
    {
        var (mine, theirs) = (await _sandbox.AddAsync(Acme), await _sandbox.AddAsync(new { phone = "+447700900124" }));
        Assert.That((await _readers.ReadAsync(theirs.PhoneNumberId, mine.AccessToken)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That((await _readers.ReadAsync(mine.PhoneNumberId, "EAAnobodys")).Failure(), Is.EqualTo(ReadFailure.GrantLost));
    }

    [Test]
    public async Task Both_records_of_a_migration_are_read()
    {
        await _sandbox.AddAsync(Acme);
        await _sandbox.AddAsync(new { phone = "+447700900123", about = "new" });
        Assert.That((await _readers.FindAsync(Phone)).Readings.Select(reading => reading.About), Is.EqualTo(new[] { "hello", "new" }));
    }

    [Test]
    public async Task More_numbers_than_a_page_holds_are_all_seen()
    {
        for (var n = 0; n < 120; n++) await _sandbox.AddAsync(new { phone = $"+4477009{n:00000}" });
        var last = await _sandbox.AddAsync(new { phone = "+447700999999", username = "the_last", profile_shape = "nested", about = "hello" });
        Assert.That((await _readers.FindAsync("wa:+447700999999")).Readings.Single(), Has.Property("Locator").EqualTo(last.PhoneNumberId).And.Property("About").EqualTo("hello"));
        Assert.That((await _readers.FindAsync("wa:@the_last")).Readings.Single().Locator, Is.EqualTo(last.PhoneNumberId));
    }

    [TestCase("reserved", false), TestCase("approved", true)]
    public async Task A_reserved_handle_is_held_and_not_approved(string status, bool approved)
    {
        await _sandbox.AddAsync(new { phone = "+447700900123", username = "acmesupport", username_status = status });
        Assert.That((await _readers.FindAsync(Handle)).Readings.Single().UsernameApproved, Is.EqualTo(approved));
    }

    [TestCase("status", "BANNED", NumberStanding.NotLive), TestCase("platform_type", "ON_PREMISE", NumberStanding.NotLive)]
    [TestCase("code_verification_status", "NOT_VERIFIED", NumberStanding.NotLive), TestCase("code_verification_status", "EXPIRED", NumberStanding.Live)]
    [TestCase("account_mode", "SANDBOX", NumberStanding.Test)]
    public async Task The_standing_is_read(string member, string value, NumberStanding standing)
    {
        var number = await _sandbox.AddAsync(Acme);
        await _sandbox.ChangeAsync(number, new Dictionary<string, string> { [member] = value });
        Assert.That((await _readers.FindAsync(Phone)).Readings.Single().Standing, Is.EqualTo(standing));
    }

    [Test]
    public async Task A_handle_that_its_holder_gave_up_is_a_reading_without_it([Values] bool shared)
    {
        var number = await _sandbox.AddAsync(new { phone = "+447700900123", username = "acmesupport", shared });
        var bound = (await _readers.FindAsync(Handle)).Readings.Single();
        await _sandbox.ChangeAsync(number, new { username = (string?)null });
        Assert.That((await _readers.ReadAgainAsync(Handle, bound.Locator, bound.Reader)).Reading().Username, Is.Null);
        var seen = await _readers.FindAsync(Handle);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
    }

    [TestCaseSource(nameof(Outages))]
    public async Task An_outage_teaches_nothing(string kind)
    {
        var number = await _sandbox.AddAsync(Acme);
        await _sandbox.FaultAsync(kind, 3);
        Assert.That((await _readers.ReadAsync(number.PhoneNumberId, number.AccessToken)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That((await _readers.ReadAgainAsync(Phone, number.PhoneNumberId)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That((await _readers.ReadAgainAsync(Handle, "p", ReaderKind.Directory)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        Assert.That((await _readers.ReadAsync(number.PhoneNumberId, number.AccessToken)).Failure(), Is.Null);
    }

    [TestCaseSource(nameof(Losses))]
    public async Task A_loss_is_a_lost_grant(string kind)
    {
        var number = await _sandbox.AddAsync(Acme);
        await _sandbox.FaultAsync(kind, 2);
        Assert.That((await _readers.ReadAsync(number.PhoneNumberId, number.AccessToken)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That((await _readers.ReadAgainAsync(Phone, number.PhoneNumberId)).Failure(), Is.EqualTo(ReadFailure.GrantLost));
        Assert.That(await _readers.ReachesAsync(number.PhoneNumberId), Is.True);
    }

    [Test]
    public async Task A_fault_of_everything_is_told_as_the_readers([ValueSource(nameof(Outages)), ValueSource(nameof(Losses))] string kind, [Values(Phone, Handle)] string address)
    {
        await _sandbox.AddAsync(Acme);
        await _sandbox.FaultAsync(kind, 1000);
        var seen = await _readers.FindAsync(address);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task A_fault_of_one_number_or_handle_is_not_the_readers(
        [Values("http_500", "rate_limited", "transient", "garbage", "token_expired", "permission_denied", "not_found", "changed_between_reads")] string kind,
        [Values(Phone, Handle)] string address,
        [Values] bool shared)
    {
        var number = await _sandbox.AddAsync(new { phone = "+447700900123", username = "acmesupport", about = "hello", shared });
        await _sandbox.FaultAsync(kind, 1000, number);
        var seen = await _readers.FindAsync(address);
        Assert.That((seen.Readings.Count, seen.ReaderDown), Is.EqualTo((0, false)));
    }

    [Test]
    public async Task A_change_between_reads_proves_nothing()
    {
        var number = await _sandbox.AddAsync(Acme);
        await _sandbox.FaultAsync("changed_between_reads", 1);
        Assert.That((await _readers.ReadAgainAsync(Phone, number.PhoneNumberId)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        await _sandbox.FaultAsync("changed_between_reads", 1);
        Assert.That((await _readers.ReadAgainAsync(Handle, number.PhoneNumberId)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
        await _sandbox.FaultAsync("changed_between_reads", 1);
        Assert.That((await _readers.ReadAgainAsync(Handle, "p", ReaderKind.Directory)).Failure(), Is.EqualTo(ReadFailure.Unreachable));
    }

    [Test]
    public async Task A_stale_About_is_read_as_it_is()
    {
        var number = await _sandbox.AddAsync(Acme);
        await _sandbox.ChangeAsync(number, new { about = "newer" });
        await _sandbox.FaultAsync("stale_about", 1);
        Assert.That((await _readers.FindAsync(Phone)).Readings.Single().About, Is.EqualTo("hello"));
        Assert.That((await _readers.FindAsync(Phone)).Readings.Single().About, Is.EqualTo("newer"));
    }

    [Test]
    public async Task Usage_sets_the_pace()
    {
        await _sandbox.AddAsync(Acme);
        foreach (var (percent, pace) in new[] { (80, LookPace.Slow), (97, LookPace.Stop), (10, LookPace.Free) })
        {
            await _sandbox.UsageAsync(percent);
            await _readers.FindAsync(Phone);
            // The second account is told of only when its own listing is answered; both are.
            Assert.That(_readers.Pace, Is.EqualTo(pace));
        }
    }
}
