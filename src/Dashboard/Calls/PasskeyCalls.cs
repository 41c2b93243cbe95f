using AiIdentity.Client;
using AiIdentity.Dashboard.Pieces;

namespace AiIdentity.Dashboard.Calls;

/// <summary>Brings the registry's question about a passkey to the browser, and its answer back.</summary>
public sealed class PasskeyCalls(ApiCalls api, BrowserTools browser)
{
    /// <summary>Lets the browser make a passkey.</summary>
    public Task<Answer<PasskeyAnswer>> MakeAsync(Func<IRegistryClient, Task<PasskeyQuestion>> ask) => RunAsync(ask, browser.MakePasskeyAsync, made: true);

    /// <summary>Lets the browser show one that it has.</summary>
    public Task<Answer<PasskeyAnswer>> ShowAsync(Func<IRegistryClient, Task<PasskeyQuestion>> ask) => RunAsync(ask, browser.ShowPasskeyAsync, made: false);

    private async Task<Answer<PasskeyAnswer>> RunAsync(Func<IRegistryClient, Task<PasskeyQuestion>> ask, Func<object, Task<PasskeyOutcome>> run, bool made)
    {
        var question = await api.AskAsync(ask);
        if (question.Value is not { } asked) return new Answer<PasskeyAnswer>(null, question.Refusal);
        var outcome = await run(asked.Options);
        return outcome.Credential is { } credential
            ? new Answer<PasskeyAnswer>(new PasskeyAnswer { State = asked.State, Credential = credential }, null)
            : new Answer<PasskeyAnswer>(null, Refusal.OfBrowser(Sentence(outcome.Failure, made)));
    }

    private static string Sentence(string? failure, bool made) => failure switch
    {
        "Unsupported" => "This browser does not know passkeys. Update it, or use a password.",
        "InvalidStateError" => "This device has a passkey for your account already.",
        "NotAllowedError" when made => "No passkey was made: it was cancelled, or took too long. Try again.",
        "NotAllowedError" => "No passkey was shown: it was cancelled, took too long, or this device has none for AiIdentity.",
        "SecurityError" => "Passkeys don't work at this address. Open AiIdentity at its own address.",
        _ => "The passkey did not work on this device. Try again, or use another way.",
    };
}
