using System.Reflection;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Behaviours;
using AiIdentity.Application.Events;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using FluentValidation;
using MapsterMapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Application;

public static class ApplicationServices
{
    /// <summary>Registers the use cases. MediatR 5.1 has no registration of its own: this scan is the whole of it.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        var assembly = typeof(ApplicationServices).Assembly;
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ConfirmedEmailBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehaviour<,>));
        foreach (var (service, implementation) in Handlers(assembly)) services.AddScoped(service, implementation);
        services.AddValidatorsFromAssembly(assembly, includeInternalTypes: true);
        // Errors name the members of the JSON body.
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) =>
            member is null ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
        services.AddScoped<EventLog>();
        services.AddScoped<IdempotentAnswers>();
        services.AddScoped<PublicRecords>();
        services.AddSingleton<SignedStatusLists>();
        services.AddScoped<PassportIssuer>();
        services.AddScoped<OperatorViews>();
        services.AddScoped<Looker>();
        services.AddScoped<OwnerMails>();
        services.AddScoped<AccountMails>();
        services.AddScoped<AccountErasure>();
        services.AddScoped<AccessEnd>();
        services.AddScoped<PasswordProof>();
        services.AddScoped<DaysOfUse>();
        services.AddSingleton<IMapper>(new Mapper(Mapping.Config()));
        return services;
    }

    private static IEnumerable<(Type Service, Type Implementation)> Handlers(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType
            && contract.GetGenericTypeDefinition() is var definition
            && (definition == typeof(IRequestHandler<,>) || definition == typeof(INotificationHandler<>))
        select (contract, type);
}
