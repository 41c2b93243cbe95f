using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;

namespace AiIdentity.Application.Observability;

/// <summary>Counts what use cases came to; outermost, so that a unit of work that was run again counts once.</summary>
internal sealed class MeterBehaviour<TRequest, TResult>(RegistryMeter meter) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        var result = await next();
        if (request is RecordCheck check && result is CheckResult looked) meter.Checked(looked.Outcome, check.Origin is CheckOrigin.Operator ? "operator" : "worker");
        else if (result is RecheckResult rechecked && request is RecordRecheck) meter.Checked(rechecked.Outcome, "recheck");
        return result;
    }
}
