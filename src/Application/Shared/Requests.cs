using MediatR;

namespace AiIdentity.Application.Shared;

/// <summary>A use case that changes something: one transaction, run again as a whole where a race was lost.</summary>
public interface ICommand<out TResult> : IRequest<TResult>;

/// <summary>A use case that only reads.</summary>
public interface IQuery<out TResult> : IRequest<TResult>;

/// <summary>A use case that talks to others before it writes: it begins its unit of work itself, when that is over.</summary>
public interface IExternalRequest<out TResult> : IRequest<TResult>;

/// <summary>Needs an account whose email is confirmed.</summary>
public interface INeedConfirmedEmail;
