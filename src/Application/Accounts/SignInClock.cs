using AiIdentity.Application.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>The clock of sign-in and of mailed codes: always real time, so that moving the process's clock forward signs nobody out.</summary>
public sealed class SignInClock(TimeProvider time)
{
    public DateTimeOffset Now() => time.Now();
}
