using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;

namespace AiIdentity.Api.Tests.Persistence;

/// <summary>Whatever the registry makes on disk is its own user's alone, also where the umask would give it to everybody.</summary>
[Platform("Linux,MacOsX")]
[UnsupportedOSPlatform("windows")]
internal sealed class FileModeTests
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;
    private const UnixFileMode Everybodys = File600 | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private string _folder = "";
    private uint _umask;

    [SetUp]
    public void GiveEverythingToEverybody()
    {
        _folder = Directory.CreateTempSubdirectory("aii-modes-").FullName;
        _umask = Umask(0);
    }

    [TearDown]
    public void RemoveFolder()
    {
        _ = Umask(_umask);
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Database_log_sandbox_mail_keys_and_backups_are_the_owners_alone()
    {
        var above = Path.Combine(_folder, "made", "by us");
        var database = Path.Combine(above, "registry.db");
        (string, string)[] settings =
        [
            ("ConnectionStrings:Registry", $"Data Source={database}"), ("Sandbox:Folder", Path.Combine(above, "sandbox")),
            ("Signing:KeyStore", "files"), ("Signing:KeyDirectory", Path.Combine(above, "below", "keys")),
        ];
        await using var registry = RegistryHost.Start(_folder, settings);
        var person = await registry.SignUpAsync("owner@mail.example");
        await registry.AddNumberAsync("+447700900831");
        await registry.AdvanceAsync(TimeSpan.FromSeconds(1));
        await person.CreateAsync("Of One Owner", "wa:+447700900831");
        var backup = Path.Combine(above, "backup.db");
        var run = await ApiProcess.RunAsync(["backup", backup], "ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={database}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);

        var files = Directory.GetFiles(above, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(above, file)).ToList();
        Assert.That(files, Is.SupersetOf(new[] { "registry.db", "registry.db-wal", "registry.db-shm", "backup.db", "sandbox/sandbox-mail.jsonl", "sandbox/sandbox-numbers.json", "sandbox/sandbox-clock.txt" }));
        Assert.That(files, Has.Some.StartsWith("below/keys/k_"));
        Assert.That(files.Where(file => File.GetUnixFileMode(Path.Combine(above, file)) != File600), Is.Empty);
        Assert.That(Directory.GetDirectories(_folder, "*", SearchOption.AllDirectories).Where(folder => File.GetUnixFileMode(folder) != Folder700), Is.Empty);
    }

    [Test]
    public async Task What_others_could_read_is_taken_from_them_at_the_next_start_and_folders_are_left_alone()
    {
        await using (var before = RegistryHost.Start(_folder)) await before.SignUpAsync("owner@mail.example");
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(_folder)) File.SetUnixFileMode(file, Everybodys);
        const UnixFileMode Chosen = Folder700 | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(_folder, Chosen);
        await using var registry = RegistryHost.Start(_folder);
        await registry.SignInAsync("owner@mail.example");
        await registry.AddNumberAsync("+447700900832");
        await registry.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That(Directory.GetFiles(_folder), Has.Length.GreaterThanOrEqualTo(5));
        Assert.That(Directory.GetFiles(_folder).Where(file => File.GetUnixFileMode(file) != File600), Is.Empty);
        Assert.That(File.GetUnixFileMode(_folder), Is.EqualTo(Chosen));
    }

    [Test]
    public async Task Migrate_makes_the_database_for_its_owner_alone()
    {
        var database = Path.Combine(_folder, "data", "registry.db");
        var run = await ApiProcess.RunAsync(["migrate"], "ASPNETCORE_ENVIRONMENT=Development", "Sandbox__Enabled=false", $"ConnectionStrings__Registry=Data Source={database}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.GetUnixFileMode(database), Is.EqualTo(File600));
        Assert.That(File.GetUnixFileMode(Path.GetDirectoryName(database)!), Is.EqualTo(Folder700));
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
