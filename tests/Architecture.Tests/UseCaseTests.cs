using AiIdentity.Application;
using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Architecture.Tests.Wrong;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Architecture.Tests;

public class UseCaseTests
{
    private static readonly Type[] Types = [.. House.Application.GetTypes().Where(House.IsWritten)];
    private static readonly Type[] Markers = [typeof(ICommand<>), typeof(IQuery<>), typeof(IExternalRequest<>)];

    private static bool IsHandler(Type type) => !type.IsAbstract && (Answers(type).Any() || IsEventHandler(type));

    private static bool IsEventHandler(Type type) => type.IsClass && typeof(IEventHandler).IsAssignableFrom(type);

    private static IEnumerable<Type> Answers(Type handler) => Closes(handler, typeof(IRequestHandler<,>)).Select(one => one.GenericTypeArguments[0]);

    private static IEnumerable<Type> Closes(Type type, Type open) =>
        type.GetInterfaces().Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == open);

    private static bool IsRequest(Type type) => !type.IsInterface && !type.IsAbstract && typeof(IBaseRequest).IsAssignableFrom(type);

    private static IEnumerable<string> OpenDoors(IEnumerable<Type> types) =>
        from type in types
        where IsHandler(type) || (typeof(IValidator).IsAssignableFrom(type) && !type.IsAbstract)
        where type.IsVisible || !type.IsSealed
        select type.Name;

    private static IEnumerable<string> UnmarkedRequests(IEnumerable<Type> types) =>
        from type in types.Where(IsRequest)
        where Markers.Sum(marker => Closes(type, marker).Count()) != 1 || !type.IsSealed || !House.IsRecord(type)
        select type.Name;

    // One handler of two requests is named after what they share: WhoisHandler.
    private static bool IsNamedAfter(string handler, string request) =>
        handler.EndsWith("Handler", StringComparison.Ordinal) && request.StartsWith(handler[..^"Handler".Length], StringComparison.Ordinal);

    private static IEnumerable<string> Misnamed(IEnumerable<Type> types) =>
        from type in types
        where (IsRequest(type) && (type.Name.EndsWith("Command", StringComparison.Ordinal) || type.Name.EndsWith("Query", StringComparison.Ordinal)))
            || Answers(type).Any(request => !IsNamedAfter(type.Name, request.Name))
        select type.Name;

    // What two use cases share can stand beside the one that owns it, as a static method.
    private static IEnumerable<string> Calls(IEnumerable<IType> types, IEnumerable<Type> callable)
    {
        HashSet<string> handlers = [.. callable.Where(IsHandler).Select(type => type.FullName!)];
        return from type in types
               from call in type.Dependencies.OfType<MethodCallDependency>()
               where handlers.Contains(call.Target.FullName) && !call.Target.Equals(type)
                   && (call.TargetMember.Name.StartsWith("Handle(", StringComparison.Ordinal) || call.TargetMember.Name.StartsWith(".ctor(", StringComparison.Ordinal))
               select $"{type.FullName} → {call.TargetMember.FullName}";
    }

    private static IEnumerable<string> WritingQueries(IEnumerable<Type> types) =>
        from type in types
        where Answers(type).Any(request => Closes(request, typeof(IQuery<>)).Any())
        where type.GetConstructors().SelectMany(made => made.GetParameters()).Any(given => given.ParameterType == typeof(IUnitOfWork))
        select type.Name;

    [Test]
    public void Handlers_and_validators_are_internal_and_sealed() => Assert.That(OpenDoors(Types), Is.Empty);

    [Test]
    public void Requests_are_sealed_records_behind_one_of_our_own_markers() => Assert.That(UnmarkedRequests(Types), Is.Empty);

    [Test]
    public void Requests_are_verb_and_noun_and_handlers_are_named_after_them() => Assert.That(Misnamed(Types), Is.Empty);

    [Test]
    public void Every_request_has_one_handler() =>
        Assert.That(Types.SelectMany(Answers), Is.EquivalentTo(Types.Where(IsRequest)));

    // One that is registered for no event would never run, and nothing would say so.
    private static IEnumerable<Type> Idle(IEnumerable<Type> types) =>
        types.Where(IsEventHandler).Except(new ServiceCollection().AddApplication().Where(s => s.ServiceType == typeof(IEventHandler)).Select(s => s.KeyedImplementationType!));

    [Test]
    public void Every_event_handler_is_registered_for_an_event() => Assert.That(Idle(Types), Is.Empty);

    [Test]
    public void Queries_save_nothing() => Assert.That(WritingQueries(Types), Is.Empty);

    [Test]
    public void Nobody_calls_a_handler_but_the_mediator() =>
        Assert.That(Calls(House.All.SelectMany(House.TypesOf), Types), Is.Empty);

    [Test]
    public void Rules_are_handled_in_Application_alone() =>
        Assert.That(new[] { House.Domain, House.Infrastructure, House.Api }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => IsHandler(type) || IsRequest(type)), Is.Empty);

    [Test]
    public void The_rules_of_use_cases_can_fail()
    {
        Assert.That(OpenDoors([typeof(GetThingQueryHandlerOfOld)]), Is.Not.Empty);
        Assert.That(UnmarkedRequests([typeof(DoThingCommand)]), Is.Not.Empty);
        Assert.That(Misnamed([typeof(DoThingCommand)]), Is.Not.Empty);
        Assert.That(Misnamed([typeof(GetThingQueryHandlerOfOld)]), Is.Not.Empty);
        Assert.That(Calls([House.Wrong<CallsAHandler>()], [typeof(GetThingQueryHandlerOfOld)]), Has.Exactly(2).Items);
        Assert.That(WritingQueries([typeof(GetThingQueryHandlerOfOld)]), Is.Not.Empty);
        Assert.That(Idle([typeof(HandlesNothing)]), Is.Not.Empty);
        Assert.That(Types.Count(IsHandler), Is.GreaterThan(10));
    }
}
