using AiIdentity.Application.Idempotency;
using Microsoft.AspNetCore.DataProtection;

namespace AiIdentity.Infrastructure.Persistence;

internal sealed class AnswerSeal(IDataProtectionProvider protection) : IAnswerSeal
{
    private readonly IDataProtector _protector = protection.CreateProtector("AiIdentity.IdempotentAnswers");

    public string Seal(string body) => _protector.Protect(body);

    public string Open(string sealedBody) => _protector.Unprotect(sealedBody);
}
