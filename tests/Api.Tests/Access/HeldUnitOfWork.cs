using System.Collections.Concurrent;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Access;

/// <summary>
/// Holds a request between the judging of its caller and the transaction that writes: where its header says so, its n-th unit of work
/// waits until it is let go. All else is the registry's own.
/// </summary>
internal sealed class HeldUnitOfWork(UnitOfWork unit, HttpContextAccessor accessor, Holds holds) : IUnitOfWork
{
    private int _units;

    public static void Register(IServiceCollection services) => services.AddSingleton<Holds>()
        .AddScoped<IUnitOfWork>(provider => new HeldUnitOfWork(
            ActivatorUtilities.CreateInstance<UnitOfWork>(provider), provider.GetRequiredService<HttpContextAccessor>(), provider.GetRequiredService<Holds>()));

    public async Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        if (accessor.HttpContext?.Request.Headers[Holds.Header].ToString() is { Length: > 0 } header && header.Split(' ') is [var name, var nth] && ++_units == int.Parse(nth, null))
            await holds.Of(name).PassAsync();
        return await unit.ExecuteAsync(work, ct);
    }

    public Task SaveAsync(CancellationToken ct) => unit.SaveAsync(ct);

    public Task HoldAccountAsync(AccountId account, CancellationToken ct) => unit.HoldAccountAsync(account, ct);
}

internal sealed class Holds
{
    public const string Header = "X-Test-Hold";

    private readonly ConcurrentDictionary<string, Hold> _holds = new(StringComparer.Ordinal);

    public Hold Of(string name) => _holds.GetOrAdd(name, _ => new Hold());
}

internal sealed class Hold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _released.Task;
    }
}
