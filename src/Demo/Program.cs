using Spectre.Console;

if (args is not [var address] || !Uri.TryCreate(address, UriKind.Absolute, out _))
{
    AnsiConsole.WriteLine("usage: demo http://localhost:5080");
    return 2;
}

return 0;
