using System.Diagnostics;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AiIdentity.Application.Tests.ApiKeys;

internal sealed class RecognizeApiKeyTests : RegistryFixture
{
    [Test]
    public async Task A_secret_whose_checksum_is_wrong_never_reaches_the_database()
    {
        await SignInAsync();
        var key = await Send(new CreateApiKey("k", ["identity:read"], null));
        var typo = key.Secret[..^1] + (key.Secret[^1] == '0' ? '1' : '0');
        foreach (var none in new[] { typo, key.Secret.ToLowerInvariant(), key.Secret + "0", ApiKeySecret.Start, "aii_live_' OR 1=1 --", new string('x', 10_000) })
            Assert.That(await StatementsOf(() => Send(new RecognizeApiKey(none))), Is.EqualTo((0, false)), none);
        Assert.That(await StatementsOf(() => Send(new RecognizeApiKey(ApiKeySecret.Generate().Value))), Is.EqualTo((1, false)), "One that could be a key is looked for, once.");
        Assert.That((await StatementsOf(() => Send(new RecognizeApiKey(key.Secret)))).Known, Is.True);
    }

    private static async Task<(int Statements, bool Known)> StatementsOf(Func<Task<ApiKeyCaller?>> recognize)
    {
        var counter = new Counter();
        using var listening = DiagnosticListener.AllListeners.Subscribe(counter);
        var known = await recognize() is not null;
        return (counter.Statements, known);
    }

    private sealed class Counter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public int Statements { get; private set; }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name) Statements++;
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
