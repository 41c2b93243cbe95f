namespace AiIdentity.Api.Tests;

/// <summary>One registry for a fixture; its tests use their own accounts, numbers and handles.</summary>
internal abstract class RegistryFixture
{
    private static long _numbers = 7_700_900_200;

    protected RegistryHost Registry { get; private set; } = null!;

    [OneTimeSetUp]
    public void StartRegistry() => Registry = RegistryHost.Start();

    [OneTimeTearDown]
    public async Task StopRegistry()
    {
        await Registry.DisposeAsync();
        Registry.Forget();
    }

    protected static string FreshPhone() => $"+44{Interlocked.Increment(ref _numbers)}";

    protected static string FreshHandle() => $"agent{Interlocked.Increment(ref _numbers)}";

    /// <summary>An operator with one identity and one surface at that address.</summary>
    protected async Task<(Operator Operator, string Identity, string Surface)> ClaimedAsync(string address)
    {
        var person = await Registry.SignUpAsync();
        var identity = await person.CreateAsync(surfaces: address);
        return (person, identity.Id(), identity.SurfaceId());
    }

    protected async Task<(Operator Operator, string Identity, string Surface, Number Number)> BoundAsync(string phone)
    {
        var (person, identity, surface) = await ClaimedAsync($"wa:{phone}");
        var number = await Registry.AddNumberAsync(phone);
        await person.ProveAsync(identity, surface, number);
        return (person, identity, surface, number);
    }
}
