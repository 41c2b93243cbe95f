using AiIdentity.Api;
using AiIdentity.Api.Endpoints;
using AiIdentity.Application;
using AiIdentity.Infrastructure;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(Hosting.Limits);
builder.Services.AddRegistryApi(builder.Configuration, builder.Environment);
builder.Services.AddApplication();
builder.Services.AddInfrastructure(builder.Configuration);

var app = builder.Build();
app.UseRegistry();
app.MapRegistry();
await app.RunAsync();

/// <summary>Named for the tests' host.</summary>
public partial class Program;
