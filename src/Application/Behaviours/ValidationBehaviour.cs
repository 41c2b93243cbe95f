using AiIdentity.Application.Shared;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Behaviours;

/// <summary>A request is judged whole before anything is read or changed.</summary>
internal sealed class ValidationBehaviour<TRequest, TResult>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        foreach (var validator in validators)
        {
            var verdict = await validator.ValidateAsync(request, cancellationToken);
            if (!verdict.IsValid)
            {
                throw new InvalidRequestException(verdict.Errors
                    .GroupBy(e => e.PropertyName, e => e.ErrorMessage, StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal));
            }
        }

        return await next();
    }
}

/// <summary>Thrown for a request that is not as it should be; errors by member, in snake_case.</summary>
public sealed class InvalidRequestException(IReadOnlyDictionary<string, string[]> errors) : Exception(RequestErrors.ValidationFailed.Code)
{
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
