using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AiIdentity.Api.Tests.Instances;
using AiIdentity.Application.Accounts;
using AiIdentity.Infrastructure.Mail;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>What the registry stands on fails for a while: it lives, reading goes on, and afterwards all that was acknowledged and all that is due is done.</summary>
[Parallelizable]
internal sealed class OutageTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("aii-outage-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(5)]
    [TestCase(600, Category = "Drill")]
    public async Task Another_program_holds_the_database(int seconds)
    {
        await using var registry = await RegistryProcess.StartAsync(_folder);
        var person = await registry.SignUpAsync();
        var identity = (await person.CreateAsync()).Id();
        // A mail is due while the lock is held.
        (await registry.Post("/api/v1/auth/register", new { email = "waiting@mail.example", password = Operator.Password })).Must(202);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "registry.db")};Pooling=False"))
        {
            await other.OpenAsync();
            Execute(other, "BEGIN IMMEDIATE");
            var held = Stopwatch.StartNew();
            var write = registry.Patch($"/api/v1/identities/{identity}", new { name = "While held" }, person.Bearer);
            while (held.Elapsed < TimeSpan.FromSeconds(seconds) || !write.IsCompleted)
            {
                (await registry.Get($"/api/v1/whois/{identity}")).Must(200);
                (await registry.Get("/health/ready")).Must(200);
                (await registry.Get($"/api/v1/identities/{identity}", person.Bearer)).Must(200);
                Assert.That(held.Elapsed, Is.LessThan(TimeSpan.FromSeconds(seconds) + Bound), "The write is answered.");
                await Task.Delay(100);
            }

            Assert.That((await write).Must(503, "storage_busy").Headers, Does.ContainKey("Retry-After"));
            Execute(other, "ROLLBACK");
        }

        await EventuallyAsync(async () => (int)(await registry.Patch($"/api/v1/identities/{identity}", new { name = "After" }, person.Bearer)).Status == 200, "it can be written again");
        await EventuallyAsync(async () => (await registry.MailsAsync("waiting@mail.example")).Count == 1, "the mail leaves");
    }

    [Test]
    public async Task A_start_beside_a_program_that_holds_the_database_answers_what_can_be_read()
    {
        string identity;
        await using (var first = await RegistryProcess.StartAsync(_folder)) identity = (await (await first.SignUpAsync()).CreateAsync()).Id();
        await using var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "registry.db")};Pooling=False");
        await other.OpenAsync();
        Execute(other, "BEGIN IMMEDIATE");
        await using var registry = await RegistryProcess.StartAsync(_folder);
        (await registry.Get("/health/ready")).Must(200);
        (await registry.Get($"/api/v1/whois/{identity}")).Must(200);
        Execute(other, "ROLLBACK");
        await EventuallyAsync(async () => (int)(await registry.Post("/api/v1/auth/register", new { email = "late@mail.example", password = Operator.Password })).Status == 202, "it can be written");
    }

    [TestCase(1)]
    [TestCase(10, Category = "Drill")]
    public async Task The_disk_fills_up_and_has_room_again(int times)
    {
        using var disk = SmallDisk.Mount(_folder, megabytes: 24);
        await using var registry = await RegistryProcess.StartAsync(disk.Folder);
        var person = await registry.SignUpAsync();
        var identity = (await person.CreateAsync()).Id();
        var acknowledged = new List<string>();
        for (var time = 0; time < times; time++)
        {
            (await registry.Post("/api/v1/auth/register", new { email = $"waiting{time}@mail.example", password = Operator.Password })).Must(202);
            disk.Fill();
            Answer answer;
            do
            {
                answer = await registry.Post($"/api/v1/identities/{identity}/passports", new { }, person.Bearer);
                if ((int)answer.Status == 201) acknowledged.Add(answer.Json!.Id());
                Assert.That(acknowledged, Has.Count.LessThan(50_000));
            }
            while ((int)answer.Status == 201);

            Assert.That(answer.Code, Is.EqualTo("storage_full").Or.EqualTo("storage_busy"), answer.Body);
            // Longer than the background's pauses: it has met the full disk.
            for (var looks = 0; looks < 30; looks++)
            {
                (await registry.Get($"/api/v1/whois/{identity}")).Must(200);
                (await registry.Get("/health/ready")).Must(200);
                await Task.Delay(100);
            }

            disk.MakeRoom();
            await EventuallyAsync(async () => (int)(await registry.Patch($"/api/v1/identities/{identity}", new { name = $"After {time}" }, person.Bearer)).Status == 200, "it can be written again");
            var waiting = $"waiting{time}@mail.example";
            await EventuallyAsync(async () => (await registry.MailsAsync(waiting)).Count > 0, "the mail leaves");
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (var next = ""; next is not null;)
        {
            var page = (await registry.Get($"/api/v1/identities/{identity}/passports?limit=200{next}", person.Bearer)).Must(200);
            kept.UnionWith(page.Items.Select(passport => passport!.Id()));
            next = page.Json!["next_cursor"]?.GetValue<string>() is { } cursor ? $"&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        Assert.That(acknowledged.Except(kept, StringComparer.Ordinal), Is.Empty);
        await registry.KillAsync();
        await using var store = new SqliteConnection($"Data Source={Path.Combine(disk.Folder, "registry.db")};Pooling=False");
        await store.OpenAsync();
        Assert.That(Read(store, "PRAGMA integrity_check"), Is.EqualTo("ok"));
    }

    [TestCase(1)]
    [TestCase(60, Category = "Drill")]
    public async Task A_mail_server_that_says_nothing_holds_nothing_else_up(int minutes)
    {
        using var server = new SwitchedMailServer();
        var registry = RegistryHost.Start(null, services => services.Replace(ServiceDescriptor.Singleton<IMailer>(provider => new SwitchedMailer(
            new SmtpMailer(new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, From = "registry@registry.example" }, minutes > 1 ? null : TimeSpan.FromSeconds(2)), provider.GetServices<ISandboxMailbox>().OfType<IMailer>().Single(), () => server.IsSilent))));
        try
        {
            var person = await registry.SignUpAsync();
            server.IsSilent = true;
            for (var mail = 0; mail < 5; mail++) (await registry.Post("/api/v1/auth/register", new { email = $"waiting{mail}@mail.example", password = Operator.Password })).Must(202);
            var slowest = TimeSpan.Zero;
            for (var (round, silent) = (0, Stopwatch.StartNew()); round == 0 || silent.Elapsed < TimeSpan.FromMinutes(minutes - 1); round++)
            {
                // Seen by the background alone: nobody asks for a check.
                var phone = $"+4477009{round + 10_000}";
                var (id, surface) = await AddSurfaceAsync(registry, person, phone, round);
                var number = await registry.AddNumberAsync(phone);
                await number.WriteAsync((await person.ChallengeAsync(id, surface)).Text("token"));
                var waited = Stopwatch.StartNew();
                await EventuallyAsync(async () => (await person.SurfaceAsync(id, surface)).Text("status") == "bound", "the background looks by itself");
                if (waited.Elapsed > slowest) slowest = waited.Elapsed;
            }

            // The first look is due after ten seconds.
            Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(40)));
            server.IsSilent = false;
            await EventuallyAsync(() => Task.FromResult(Enumerable.Range(0, 5).All(mail => server.Recipients.Contains($"waiting{mail}@mail.example", StringComparer.Ordinal))), "the mails leave");
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    [TestCase(1)]
    [TestCase(20, Category = "Drill")]
    public async Task The_clock_is_set_back_and_forth_by_a_day(int times)
    {
        var clock = new SetClock();
        var registry = RegistryHost.Start(null, services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.Replace(ServiceDescriptor.Singleton(new SignInClock(clock)));
        });
        try
        {
            for (var time = 0; time < times; time++)
            {
                foreach (var by in new[] { TimeSpan.FromDays(1), TimeSpan.FromDays(-1), TimeSpan.FromDays(-1), TimeSpan.FromDays(1) })
                {
                    clock.Set(by);
                    // No round is asked for: mails and looks are the background's.
                    var email = $"p{time}{by.Days + 5}{clock.Sets}@mail.example";
                    (await registry.Post("/api/v1/auth/register", new { email, password = Operator.Password })).Must(202);
                    await EventuallyAsync(async () => (await registry.MailsAsync(email)).Count == 1, "the mail leaves");
                    var person = await SignInAsync(registry, email);
                    var identity = (await person.CreateAsync()).Id();
                    var passport = (await person.IssueAsync(identity)).Text("passport");
                    Assert.That((await registry.Post("/api/v1/verify", new { passport })).Must(200).Json!["valid"]!.GetValue<bool>(), Is.True);
                    (await registry.Get($"/api/v1/whois/{identity}")).Must(200);
                    (await registry.Get("/health/ready")).Must(200);
                }
            }
        }
        finally
        {
            await registry.DisposeAsync();
            registry.Forget();
        }
    }

    private static async Task<Operator> SignInAsync(RegistryHost registry, string email)
    {
        (await registry.Post("/api/v1/auth/confirm-email", new { email, code = await registry.CodeAsync(email) })).Must(204);
        return await registry.SignInAsync(email);
    }

    private static async Task<(string Identity, string Surface)> AddSurfaceAsync(RegistryHost registry, Operator person, string phone, int round)
    {
        if (round == 0)
        {
            var made = await person.CreateAsync("Acme Support", $"wa:{phone}");
            return (made.Id(), made.SurfaceId());
        }

        var id = (await registry.Get("/api/v1/identities", person.Bearer)).Must(200).Items[0]!.Id();
        return (id, (await registry.Post($"/api/v1/identities/{id}/surfaces", new { surface = $"wa:{phone}" }, person.Bearer)).Must(201).Json!.Id());
    }

    private static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Instance.EventuallyAsync(condition, Bound, what);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>Real time, and what it was set wrong by; its timestamps go on as they do when a clock is set.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long _offBy;

        public int Sets { get; private set; }

        public void Set(TimeSpan by)
        {
            Interlocked.Add(ref _offBy, by.Ticks);
            Sets++;
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offBy));
    }

    /// <summary>A file system of a few megabytes.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private SmallDisk(string folder) => Folder = folder;

        public string Folder { get; }

        private string Filler => Path.Combine(Folder, "filler");

        public static SmallDisk Mount(string below, int megabytes)
        {
            var folder = Directory.CreateDirectory(Path.Combine(below, "disk")).FullName;
            if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) != 0) Assert.Ignore("Only who may mount a file system can fill one.");
            return new SmallDisk(folder);
        }

        /// <summary>Leaves less room than a write-ahead log needs to grow much further.</summary>
        public void Fill()
        {
            using var filler = new FileStream(Filler, FileMode.Create);
            var block = new byte[64 * 1024];
            try
            {
                while (true)
                {
                    filler.Write(block);
                    filler.Flush();
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        public void MakeRoom() => File.Delete(Filler);

        public void Dispose() => Run("umount", "-l", Folder);

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    /// <summary>Speaks SMTP, or accepts and says nothing.</summary>
    private sealed class SwitchedMailServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public SwitchedMailServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public volatile bool IsSilent;
        public System.Collections.Concurrent.ConcurrentQueue<string> Recipients { get; } = new();

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream);
                    await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
                    if (!IsSilent) await writer.WriteLineAsync("220 mail.example ESMTP");
                    while (await reader.ReadLineAsync() is { } line)
                    {
                        if (line.StartsWith("RCPT TO:<", StringComparison.Ordinal)) Recipients.Enqueue(line["RCPT TO:<".Length..].TrimEnd('>'));
                        await writer.WriteLineAsync(line == "DATA" ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
                        if (line != "DATA") continue;
                        while (await reader.ReadLineAsync() is { } text && text != ".")
                        {
                        }

                        await writer.WriteLineAsync("250 taken");
                    }
                }
                catch (IOException)
                {
                    // It was hung up on.
                }
            }
        }
    }

    /// <summary>The sandbox's mailbox until the server has once been silent; from then on the server.</summary>
    private sealed class SwitchedMailer(IMailer server, IMailer mailbox, Func<bool> isSilent) : IMailer
    {
        private volatile bool _switched;

        public Task<IMailConnection> ConnectAsync(CancellationToken ct) => (_switched |= isSilent()) ? server.ConnectAsync(ct) : mailbox.ConnectAsync(ct);
    }
}
