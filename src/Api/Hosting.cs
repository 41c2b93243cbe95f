using AiIdentity.Api.Authentication;
using AiIdentity.Api.Endpoints;
using AiIdentity.Api.Http;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Observability;
using AiIdentity.Api.Pages;
using AiIdentity.Api.Problems;
using AiIdentity.Api.Sandbox;
using AiIdentity.Api.WhatsApp;
using AiIdentity.Application.Shared;
using Microsoft.AspNetCore.Http.Json;
using NJsonSchema;
using NJsonSchema.Generation;

namespace AiIdentity.Api;

/// <summary>How the registry is put on the web: what every request passes, in which order.</summary>
internal static class Hosting
{
    public static void AddRegistryApi(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddOptions<RegistryOptions>().Bind(configuration.GetSection("Registry")).PostConfigure(options =>
        {
            options.Issuer = options.Issuer.TrimEnd('/');
            options.Demo |= environment.IsDevelopment();
            options.AdministratorsNeedSecondFactor = !environment.IsDevelopment();
            // A list, or one value with commas.
            if (configuration["Registry:Administrators"] is { Length: > 0 } list)
                options.Administrators = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        });
        services.Configure<JsonOptions>(o => Json.Configure(o.SerializerOptions));
        // Requests under way are finished, and the process is gone within five seconds.
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(4);
            host.ServicesStopConcurrently = true;
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        // Cross-origin rules run for who names an origin: nobody else needs them, and the router need not look for them.
        services.Configure<RouteOptions>(o => o.SuppressCheckForUnhandledSecurityMetadata = true);
        services.PostConfigure<LoggerFilterOptions>(QuietLogs.Silence);
        services.AddSingleton<ProblemWriter>();
        services.AddSingleton<WhoisCache>();
        services.AddSingleton<WhoisEndpoint>();
        // By its own type: under its interface the host would set it for every request.
        services.AddSingleton<HttpContextAccessor>();
        services.AddScoped<ICaller, HttpCaller>();
        services.AddRegistryAuthentication();
        services.AddRateLimits();
        services.AddTelemetry(configuration);
        services.AddCors(cors => cors.AddPolicy(PublicEndpoints.Cors, policy => policy
            .AllowAnyOrigin().WithMethods("GET", "HEAD", "POST").WithHeaders("Content-Type", "If-None-Match", "Authorization").WithExposedHeaders(PublicEndpoints.ExposedHeaders)));
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddHealthChecks();
        services.AddEndpointsApiExplorer();
        services.AddOpenApiDocument(document =>
        {
            document.DocumentName = "v1";
            document.Title = "AiIdentity registry";
            document.Version = "v1";
            document.Description = "Who stands behind an AI agent: identities, proofs of control, Passports, whois.";
            document.OperationProcessors.Add(new RawQueryParameters());
            document.OperationProcessors.Add(new DescribedAnswers());
            document.AddSecurity(DescribedAnswers.Bearer, new NSwag.OpenApiSecurityScheme
            {
                Type = NSwag.OpenApiSecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key (aii_live_…), or the access token of a signed-in person.",
            });
            document.AddSecurity(DescribedAnswers.Cookie, new NSwag.OpenApiSecurityScheme
            {
                Type = NSwag.OpenApiSecuritySchemeType.ApiKey,
                In = NSwag.OpenApiSecurityApiKeyLocation.Cookie,
                Name = SessionCookie.Secure,
                Description = "The session of a signed-in person, in a browser.",
            });
            document.SchemaSettings = new SystemTextJsonSchemaGeneratorSettings
            {
                SerializerOptions = Json.Options,
                SchemaType = SchemaType.OpenApi3,
                GenerateEnumMappingDescription = false,
                SchemaProcessors = { new AnswersAreComplete() },
            };
        });
    }

    public static void UseRegistry(this WebApplication app)
    {
        app.UseProxies();
        app.UseWhoisCount();
        app.UseHeadAsGet();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseSecurityHeaders();
        app.UseWhen(context => context.Request.Headers.Origin.Count > 0, crossOrigin => crossOrigin.UseCors());
        app.UseMiddleware<CrossSiteGuard>();
        app.UseRegistryAuthentication();
        app.UseRateLimits();
        app.UseMiddleware<AccessMiddleware>();
        app.Use(BodyCharset.Read);
        app.Use(Idempotency.BufferBody);
        // Each of these looks at every path that passes it: only theirs do.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal), description =>
        {
            description.UseOpenApi(settings => settings.Path = "/openapi/{documentName}.json");
            description.UseSwaggerUi(settings =>
            {
                settings.Path = "/swagger";
                settings.DocumentPath = "/openapi/v1.json";
            });
        });
    }

    public static void MapRegistry(this WebApplication app)
    {
        app.MapPublic();
        app.MapAuth();
        app.MapOwnAccount();
        app.MapPasskeys();
        app.MapApiKeys();
        app.MapIdentities();
        app.MapSurfaces();
        app.MapAddresses();
        app.MapSchemes();
        app.MapRegistryFacts();
        app.MapPassports();
        app.MapEvents();
        app.MapWhatsApp();
        app.MapAdminIdentities();
        app.MapAdminAccounts();
        app.MapAdminKeys();
        app.MapRegistrySandbox(app.Configuration);
        app.MapPublicPages();
        app.MapDashboard();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }
}
