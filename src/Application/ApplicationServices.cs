using System.Reflection;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Behaviours;
using AiIdentity.Application.Events;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Observability;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Surfaces;
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
        foreach (var (service, implementation) in Handlers(assembly))
        {
            services.AddScoped(service, implementation);
            AddBehaviours(services, service);
        }

        // Made once: what a validator costs is the making of its rules.
        services.AddValidatorsFromAssembly(assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        // Errors name the members of the JSON body.
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) =>
            member is null ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
        services.AddEventHandlers();
        services.AddScoped<EventLog>();
        services.AddScoped<IdempotentAnswers>();
        services.AddSingleton<Whois>();
        services.AddScoped<StoredRecordBuilder>();
        services.AddSingleton<RecordChanges>();
        services.AddSingleton<SignedStatusLists>();
        services.AddScoped<PassportIssuer>();
        services.AddScoped<DemoIdentity>();
        services.AddScoped<OperatorViews>();
        services.AddSingleton<SurfaceSchemes>();
        services.AddScoped<ProofMethods>();
        services.AddScoped<AddressChecker>();
        services.AddScoped<CheckRecorder>();
        services.AddScoped<ChallengeViews>();
        services.AddScoped<CheckLimits>();
        services.AddScoped<OwnerMails>();
        services.AddScoped<AccountMails>();
        services.AddScoped<CredentialMails>();
        services.AddScoped<AccountErasure>();
        services.AddScoped<AccessEnd>();
        services.AddScoped<CurrentAccess>();
        services.AddScoped<PersonProof>();
        services.AddScoped<Registration>();
        services.AddScoped<Confirmation>();
        services.AddScoped<SessionStart>();
        services.AddScoped<DaysOfUse>();
        services.AddSingleton<IMapper>(new Mapper(Mapping.Config()));
        return services;
    }

    // In the order in which they run, and only what a request asks for: a query passes no unit of work, and makes none.
    private static void AddBehaviours(IServiceCollection services, Type handler)
    {
        var (request, types) = (handler.GenericTypeArguments[0], handler.GenericTypeArguments);
        if (typeof(INeedConfirmedEmail).IsAssignableFrom(request)) Add(typeof(ConfirmedEmailBehaviour<,>));
        Add(typeof(ValidationBehaviour<,>));
        if (typeof(ICommand<>).MakeGenericType(types[1]).IsAssignableFrom(request)) Add(typeof(TransactionBehaviour<,>));

        void Add(Type behaviour) => services.AddScoped(typeof(IPipelineBehavior<,>).MakeGenericType(types), behaviour.MakeGenericType(types));
    }

    private static IEnumerable<(Type Service, Type Implementation)> Handlers(Assembly assembly) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
        select (contract, type);
}
