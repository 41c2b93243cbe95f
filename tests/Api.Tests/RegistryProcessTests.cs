namespace AiIdentity.Api.Tests;

internal sealed class RegistryProcessTests
{
    [Test]
    public async Task One_that_ends_before_it_serves_is_not_waited_for_and_what_it_said_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("aii-").FullName;
        try
        {
            // With the sandbox on, as no host may.
            await RegistryProcess.StartAsync(folder, ("ASPNETCORE_ENVIRONMENT", "Production"));
            Assert.Fail("It serves.");
        }
        catch (InvalidOperationException failed)
        {
            Assert.That(failed.Message, Does.Contain("ended with 1 and never said").And.Contain("Sandbox:Enabled"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
