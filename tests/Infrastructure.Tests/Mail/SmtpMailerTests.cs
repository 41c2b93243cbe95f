using System.Diagnostics;
using AiIdentity.Infrastructure.Mail;
using Polly.CircuitBreaker;

namespace AiIdentity.Infrastructure.Tests.Mail;

internal sealed class SmtpMailerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static SmtpOptions To(SmtpStub server, SmtpSecurity security, string? user = "somebody") =>
        new() { Host = "127.0.0.1", Port = server.Port, Security = security, User = user, Password = "hidden-word", From = "registry@registry.example" };

    [TestCase(SmtpSecurity.StartTls)]
    [TestCase(SmtpSecurity.Tls)]
    public async Task A_server_without_encryption_hears_nobody_s_name_password_or_mail(SmtpSecurity security)
    {
        using var server = new SmtpStub();
        var mailer = new SmtpMailer(To(server, security));
        await RefusesAsync(mailer);
        Assert.That(server.Heard.Where(line => !line.StartsWith("EHLO", StringComparison.Ordinal) && line != "QUIT" && line.All(c => c is >= ' ' and <= '~')), Is.Empty);
        Assert.That(server.Mails, Is.Empty);
    }

    [Test]
    public async Task A_certificate_that_nobody_vouches_for_is_no_encryption()
    {
        using var server = new SmtpStub { OffersStartTls = true };
        await RefusesAsync(new SmtpMailer(To(server, SmtpSecurity.StartTls)));
        Assert.That(server.Heard, Has.Member("STARTTLS").And.None.StartsWith("secured").And.None.StartsWith("AUTH"));
    }

    [Test]
    public async Task A_batch_goes_by_one_connection()
    {
        using var server = new SmtpStub();
        await using (var connection = await new SmtpMailer(To(server, SmtpSecurity.None)).ConnectAsync(CancellationToken.None))
        {
            for (var i = 0; i < 5; i++) await connection.SendAsync($"person{i}@mail.example", "Subject", "Code: 1", CancellationToken.None);
            Assert.That(connection.IsGood, Is.True);
        }

        Assert.That((server.Connections, server.Mails.Count), Is.EqualTo((1, 5)));
        Assert.That(server.Heard.Last(), Is.EqualTo("QUIT"));
    }

    [TestCase(true, null)]
    [TestCase(false, "EHLO")]
    [TestCase(false, "AUTH")]
    public async Task A_server_that_says_nothing_is_given_seconds_and_then_left_alone(bool silent, string? from)
    {
        using var server = new SmtpStub { Silent = silent, SilentFrom = from };
        var mailer = new SmtpMailer(To(server, SmtpSecurity.None), Patience);
        var watch = Stopwatch.StartNew();
        await RefusesAsync(mailer);
        await RefusesAsync(mailer);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        // The circuit is open: nobody is asked.
        var asked = server.Connections;
        Assert.That(() => mailer.ConnectAsync(CancellationToken.None), Throws.InstanceOf<BrokenCircuitException>());
        Assert.That(server.Connections, Is.EqualTo(asked));
    }

    [TestCase("MAIL")]
    [TestCase("DATA")]
    public async Task A_server_that_falls_silent_in_a_mail_is_given_seconds(string from)
    {
        using var server = new SmtpStub { SilentFrom = from };
        await using var connection = await new SmtpMailer(To(server, SmtpSecurity.None, user: null), Patience).ConnectAsync(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        Assert.That(() => connection.SendAsync("person@mail.example", "Subject", "Text", CancellationToken.None), Throws.InstanceOf<Exception>());
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [TestCase("localhost", true)]
    [TestCase("LocalHost", true)]
    [TestCase("127.0.0.1", true)]
    [TestCase("127.8.9.10", true)]
    [TestCase("::1", true)]
    [TestCase("[::1]", true)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase("localhost.example", false)]
    [TestCase("10.0.0.1", false)]
    [TestCase("0.0.0.0", false)]
    [TestCase("mail.example", false)]
    [TestCase("127.0.0.1.example", false)]
    public void Only_this_machine_is_this_machine(string host, bool loopback) => Assert.That(SmtpOptions.IsLoopback(host), Is.EqualTo(loopback));

    private static async Task RefusesAsync(SmtpMailer mailer)
    {
        try
        {
            await using var connection = await mailer.ConnectAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not BrokenCircuitException)
        {
            return;
        }

        Assert.Fail("It connected.");
    }
}
