using System.Net;
using System.Runtime.Versioning;

namespace AiIdentity.WhatsAppSandbox.Tests;

internal sealed class PersistenceTests
{
    private string folder = null!;

    private string StatePath => Path.Combine(folder, "below", "numbers.json");

    [SetUp]
    public void MakeFolder() => folder = System.IO.Directory.CreateTempSubdirectory("sandbox").FullName;

    [TearDown]
    public void RemoveFolder() => System.IO.Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Numbers_are_kept_over_a_restart_with_their_ids_and_tokens()
    {
        Added number;
        string before, profile;
        await using (var sandbox = await SandboxHost.Start(StatePath))
        {
            number = await sandbox.Add("""{"phone":"+447700900123","username":"acme","about":"Old","profile_shape":"nested","shared":false}""");
            await sandbox.Patch(number, """{"about":"New"}""");
            before = (await sandbox.Get("/sandbox/admin/numbers")).Body;
            profile = (await sandbox.LookUp("acme")).Body;
        }
        await using (var sandbox = await SandboxHost.Start(StatePath))
        {
            Assert.That((await sandbox.Get("/sandbox/admin/numbers")).Body, Is.EqualTo(before));
            Assert.That((await sandbox.LookUp("acme")).Body, Is.EqualTo(profile));
            Assert.That((await sandbox.Read(number.PhoneNumberId, number.AccessToken)).Status, Is.EqualTo(HttpStatusCode.OK));
            await sandbox.Arm("""{"kind":"stale_about","times":1}""");
            Assert.That((await sandbox.LookUp("acme")).Json.GetProperty("about").GetString(), Is.EqualTo("Old"));
        }
    }

    [Test]
    public async Task Faults_and_calls_are_not()
    {
        await using (var sandbox = await SandboxHost.Start(StatePath))
        {
            await sandbox.Add("""{"phone":"+447700900123"}""");
            await sandbox.Arm("""{"kind":"http_500","times":9}""");
            await sandbox.LookUp("acme");
        }
        await using (var sandbox = await SandboxHost.Start(StatePath))
        {
            Assert.That(await sandbox.TimesLeft(), Is.Zero);
            Assert.That((await sandbox.Get("/sandbox/admin/calls")).Body, Is.EqualTo("[]"));
        }
    }

    [Test]
    public async Task Each_change_is_on_disk_when_it_is_answered_and_nothing_lies_beside()
    {
        await using var sandbox = await SandboxHost.Start(StatePath);
        var number = await sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That(await File.ReadAllTextAsync(StatePath), Does.Contain(number.PhoneNumberId));
        await sandbox.Send(HttpMethod.Delete, $"/sandbox/admin/numbers/{number.PhoneNumberId}");
        Assert.That(await File.ReadAllTextAsync(StatePath), Does.Not.Contain(number.PhoneNumberId));
        Assert.That(System.IO.Directory.GetFiles(Path.GetDirectoryName(StatePath)!), Is.EqualTo(new[] { StatePath }));
    }

    [Test]
    public async Task Half_a_file_that_a_crash_left_beside_is_not_read()
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        await File.WriteAllTextAsync(StatePath + ".new", "{\"numbers\":[{");
        await using var sandbox = await SandboxHost.Start(StatePath);
        await sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That((await sandbox.Get("/sandbox/admin/numbers")).Json.GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [UnsupportedOSPlatform("windows")]
    public async Task Numbers_are_their_owners_alone_also_where_an_earlier_version_gave_them_to_all()
    {
        const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var sandbox = await SandboxHost.Start(StatePath)) await sandbox.Add("""{"phone":"+447700900123"}""");
        Assert.That(File.GetUnixFileMode(StatePath), Is.EqualTo(File600));
        Assert.That(File.GetUnixFileMode(Path.GetDirectoryName(StatePath)!), Is.EqualTo(File600 | UnixFileMode.UserExecute));
        File.SetUnixFileMode(StatePath, File600 | UnixFileMode.OtherRead);
        await using var again = await SandboxHost.Start(StatePath);
        await again.Get("/sandbox/admin/numbers");
        Assert.That(File.GetUnixFileMode(StatePath), Is.EqualTo(File600));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_named_and_left_alone()
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        File.WriteAllText(StatePath, "not JSON");
        var file = new Numbers.StateFile(StatePath);
        Assert.That(() => file.Load(), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(StatePath));
        Assert.That(File.ReadAllText(StatePath), Is.EqualTo("not JSON"));
    }
}
