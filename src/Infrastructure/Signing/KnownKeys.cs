using AiIdentity.Application.Passports;
using AiIdentity.Infrastructure.Persistence;

namespace AiIdentity.Infrastructure.Signing;

internal sealed class KnownKeys(KeyRing ring, AfterCommit afterCommit) : IKnownKeys
{
    public void ForgetAfterCommit() => afterCommit.Add(ring.Forget);
}
