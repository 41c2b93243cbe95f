using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Idempotency;

/// <summary>Clears away answers whose keys are free again.</summary>
/// <returns>How many were cleared.</returns>
public sealed record ForgetOldAnswers : ICommand<int>;

internal sealed class ForgetOldAnswersHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<ForgetOldAnswers, int>
{
    public Task<int> Handle(ForgetOldAnswers request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return db.IdempotentAnswers.Where(a => a.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
    }
}
