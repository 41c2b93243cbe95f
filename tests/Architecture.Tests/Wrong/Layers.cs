using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSec.Cryptography;

namespace AiIdentity.Architecture.Tests.Wrong;

// Each breaks a rule on purpose and shows that the rule can fail.

internal sealed class ReadsInALambda
{
    public static Func<object> Later(int most) => () => new { Stream = new MemoryStream(most), Ulid.Length };

    public static Func<Ulid> Id(DateTimeOffset now) => () => Ulid.New(now);
}

internal sealed class ReadsInAStateMachine
{
    public static async Task<Ulid> Id(DateTimeOffset now)
    {
        await new MemoryStream().DisposeAsync();
        return Ulid.New(now);
    }
}

internal sealed class ReadsInAGenericCall
{
    public static object Find(IServiceProvider services) =>
        (services.GetRequiredService<MemoryStream>(), services.GetRequiredService<Dictionary<string, RefusedException>>());
}

internal sealed class NamesInfrastructure
{
    public static Key? Key { get; }

    public static void Add(IServiceCollection services) => services.AddInfrastructure(null!);

    public static Task<int> Save(DbContext db) => db.SaveChangesAsync();
}

internal sealed class CallsWhereItIsTold
{
    public string? CallbackUrl { get; set; }

    public Task<string> Call(HttpClient http) => http.GetStringAsync(new Uri(CallbackUrl!));
}
