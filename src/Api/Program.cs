using AiIdentity.Api;
using AiIdentity.Api.Sandbox;
using AiIdentity.Application;
using AiIdentity.Infrastructure;
using AiIdentity.WhatsAppSandbox;

var builder = WebApplication.CreateBuilder(args);
if (StartUp.WhyRefused(builder.Configuration, builder.Environment) is { } why)
{
    Console.Error.WriteLine(why);
    return 1;
}

builder.WebHost.ConfigureKestrel(Hosting.Limits);
builder.Services.AddRegistryApi(builder.Configuration, builder.Environment);
builder.Services.AddApplication();
if (RegistrySandbox.IsOn(builder.Configuration))
{
    var folder = InfrastructureServices.DataFolder(builder.Configuration);
    builder.Services.AddRegistrySandbox(folder);
    builder.Services.AddSandboxReaders(WhatsAppSandboxOptions.DefaultRegistryAccessToken, [.. WhatsAppSandboxOptions.WabaIds]);
    builder.Services.AddSandboxMailbox(Path.Combine(folder, "sandbox-mail.jsonl"));
}

builder.Services.AddInfrastructure(builder.Configuration);

var app = builder.Build();
app.UseRegistry();
app.MapRegistry();
await app.RunAsync();
return 0;

/// <summary>Named for the tests' host.</summary>
public partial class Program;
