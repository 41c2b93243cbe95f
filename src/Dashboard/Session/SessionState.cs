using AiIdentity.Client;

namespace AiIdentity.Dashboard.Session;

/// <summary>Who is signed in, as far as this tab knows; null before it asked, and after a session ended.</summary>
public sealed class SessionState
{
    public Me? Me { get; private set; }

    public event Action? Changed;

    public void Know(Me me)
    {
        Me = me;
        Changed?.Invoke();
    }

    public void Forget()
    {
        if (Me is null) return;
        Me = null;
        Changed?.Invoke();
    }
}
