using AiIdentity.Client;
using AiIdentity.Dashboard;
using AiIdentity.Dashboard.Calls;
using AiIdentity.Dashboard.Pages.Identities;
using AiIdentity.Dashboard.Pieces;
using AiIdentity.Dashboard.Session;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using MudBlazor;
using MudBlazor.Services;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<IRegistryClient>(new RegistryClient(new HttpClient
{
    BaseAddress = new Uri(builder.HostEnvironment.BaseAddress),
    Timeout = TimeSpan.FromSeconds(60),
})
{
    Timeout = TimeSpan.FromSeconds(60),
    // An account's export holds all of its events.
    LongestAnswer = 256 * 1024 * 1024,
});
builder.Services.AddScoped<SessionState>();
builder.Services.AddScoped<ApiCalls>();
builder.Services.AddScoped<Methods>();
builder.Services.AddScoped<PasskeyCalls>();
builder.Services.AddScoped<BrowserTools>();
builder.Services.AddMudServices(mud =>
{
    mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
    mud.SnackbarConfiguration.VisibleStateDuration = 5000;
    mud.SnackbarConfiguration.ShowTransitionDuration = 150;
    mud.SnackbarConfiguration.HideTransitionDuration = 150;
});

await builder.Build().RunAsync();
