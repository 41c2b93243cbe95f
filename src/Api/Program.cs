using AiIdentity.Api;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Sandbox;
using AiIdentity.Api.Verbs;
using AiIdentity.Application;
using AiIdentity.Application.Upkeep;
using AiIdentity.Infrastructure;
using AiIdentity.WhatsAppSandbox;

if (Verb.Of(args) is not { } verb) return Verb.RefuseUsage();
var builder = WebApplication.CreateBuilder(verb.Settings);
if ((StartUp.WhyRefused(builder.Configuration, builder.Environment) ?? InfrastructureServices.WhyRefused(builder.Configuration)) is { } why)
    return StartUp.Refuse(why);

InfrastructureServices.Preload(builder.Configuration);
builder.WebHost.ConfigureKestrel(kestrel => Connections.Bound(kestrel, builder.Configuration));
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
if (verb.Name == "check") builder.Services.MakeNoKeys();

var app = builder.Build();
app.UseRegistry();
app.MapRegistry();
if (verb.Name is not null) return await verb.RunAsync(app.Services);
try
{
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartUp.WhyFailed(e) is { } failed)
{
    return StartUp.Refuse(failed);
}

/// <summary>Named for the tests' host.</summary>
public partial class Program;
