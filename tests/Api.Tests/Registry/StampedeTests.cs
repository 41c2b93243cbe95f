using AiIdentity.Application.Registry;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Registry;

/// <summary>Whoever asks for what is being read waits for that reading: a crowd costs the store one question.</summary>
internal sealed class StampedeTests
{
    private const int Crowd = 40;

    [Test]
    public async Task A_crowd_at_one_address_is_one_question_to_the_store()
    {
        SlowStore? store = null;
        var crowd = new Turnstile();
        await using var host = RegistryHost.Start(null, services =>
        {
            var own = services.Last(s => s.ServiceType == typeof(IPublicRecordStore));
            services.AddSingleton<IStartupFilter>(crowd);
            services.AddSingleton<IPublicRecordStore>(provider => store = new SlowStore((IPublicRecordStore)ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)));
        });
        // aii_demo is in every development registry.
        var answers = Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => host.Get($"/api/v1/whois/{IdentityId.Demo}")));
        await store!.Begun.Task;
        await crowd.AllIn.Task;
        // From the door to the store is a matter of milliseconds.
        await Task.Delay(500);
        Assert.That(answers.IsCompleted, Is.False, "All wait for the one reading.");
        store.MayEnd.SetResult();
        var bodies = (await answers).Select(answer => answer.Must(200).Body).Distinct(StringComparer.Ordinal);
        Assert.That((store.Questions, bodies.Count()), Is.EqualTo((1, 1)));
        await host.DisposeAsync();
        host.Forget();
    }

    /// <summary>Tells when all of the crowd have come in.</summary>
    private sealed class Turnstile : IStartupFilter
    {
        private int _in;

        public TaskCompletionSource AllIn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (context.Request.Path.StartsWithSegments("/api/v1/whois", StringComparison.Ordinal) && Interlocked.Increment(ref _in) == Crowd) AllIn.SetResult();
                return rest(context);
            });
            next(app);
        };
    }

    private sealed class SlowStore(IPublicRecordStore store) : IPublicRecordStore
    {
        private int _questions;

        public int Questions => _questions;
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<StoredRecord?> FindByAddressAsync(AddressKey key, CancellationToken ct) => store.FindByAddressAsync(key, ct);

        public async ValueTask<StoredRecord?> FindAsync(IdentityId id, CancellationToken ct)
        {
            Interlocked.Increment(ref _questions);
            Begun.TrySetResult();
            await MayEnd.Task;
            return await store.FindAsync(id, ct);
        }

        public ValueTask<PassportWithRecord?> FindPassportAsync(PassportId id, CancellationToken ct) => store.FindPassportAsync(id, ct);
    }
}
