using System.Globalization;
using AiIdentity.Client;
using AiIdentity.Demo;
using Spectre.Console;

if (args is not [var address] || !Uri.TryCreate(address, UriKind.Absolute, out var home))
{
    Console.Error.WriteLine("usage: demo http://localhost:5080");
    return 2;
}

try
{
    using var http = new HttpClient { BaseAddress = home };
    await new Walk(home, http).RunAsync();
    return 0;
}
catch (RegistryException refused)
{
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]The registry answered {refused.StatusCode} where the contract says otherwise:[/]\n{refused.Message}");
    return 1;
}
catch (Exception e) when (e is UnexpectedException or HttpRequestException)
{
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{e.Message}[/]");
    return 1;
}
