using System.Net.Http;
using AiIdentity.Client;
using AiIdentity.Dashboard.Session;
using Microsoft.AspNetCore.Components;

namespace AiIdentity.Dashboard.Calls;

/// <summary>
/// Every call to the registry goes through here: refusals come back as sentences, never as exceptions, and a session that has
/// ended leads to the sign-in page and back.
/// </summary>
public sealed class ApiCalls(IRegistryClient client, SessionState session, NavigationManager navigation)
{
    public async Task<Answer<T>> AskAsync<T>(Func<IRegistryClient, Task<T>> call)
    {
        try
        {
            return new Answer<T>(await call(client), null);
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            await NoticeEndAsync(refusal);
            return new Answer<T>(default, refusal);
        }
    }

    /// <returns>Null where it was done.</returns>
    public async Task<Refusal?> DoAsync(Func<IRegistryClient, Task> call)
    {
        try
        {
            await call(client);
            return null;
        }
        // The client takes the first success that a route describes for its only one: signing in by cookie answers the other.
        catch (RegistryException e) when (e.StatusCode is >= 200 and < 300)
        {
            return null;
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            await NoticeEndAsync(refusal);
            return refusal;
        }
    }

    /// <summary>Asks who is signed in; nobody leads to the sign-in page.</summary>
    /// <returns>Null where that is known, or where the browser is on its way.</returns>
    public async Task<Refusal?> RecognizeAsync()
    {
        try
        {
            session.Know(await client.GetMeAsync());
            return null;
        }
        catch (Exception e) when (RefusalOf(e) is { } refusal)
        {
            if (refusal.Code != "credentials_invalid") return refusal;
            ToLogin(expired: session.Me is not null);
            return null;
        }
    }

    public async Task SignOutAsync()
    {
        if (await DoAsync(c => c.LogoutAsync()) is { Code: Refusal.Unreachable }) return;
        session.Forget();
        navigation.NavigateTo("/login");
    }

    // A wrong password answers with the same code as a session that has ended: asking who is signed in tells them apart.
    private async Task NoticeEndAsync(Refusal refusal)
    {
        if (refusal.Code == "credentials_invalid" && session.Me is not null) await RecognizeAsync();
    }

    private void ToLogin(bool expired)
    {
        session.Forget();
        navigation.NavigateTo(ReturnPath.ToLogin("/" + navigation.ToBaseRelativePath(navigation.Uri), expired));
    }

    private static Refusal? RefusalOf(Exception e) => e switch
    {
        RegistryException<Problem> refused => Refusal.Of(refused.Result),
        RegistryException => Refusal.Unexpected,
        HttpRequestException or TaskCanceledException => Refusal.NoAnswer,
        _ => null,
    };
}
