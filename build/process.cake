// For what ends before the runtime's watching of hot methods pays: a tenth to a quarter of the processor's time.
Dictionary<string, string> ShortLived = new() { ["DOTNET_TieredPGO"] = "0" };

// Starts a command in this folder and hands back its exit code.
int Run(string command, params string[] arguments) => Run([], command, arguments);

int Run(Dictionary<string, string> environment, string command, params string[] arguments) =>
    StartProcess(command, new ProcessSettings { EnvironmentVariables = environment, Arguments = Quoted(arguments) });

// Starts dotnet, for a short time, and throws where it fails.
void Dotnet(params string[] arguments)
{
    var code = Run(ShortLived, "dotnet", arguments);
    if (code != 0) throw new CakeException($"dotnet {string.Join(' ', arguments.Take(2))} ended with {code}.");
}

// Starts a command silently; what it printed is shown only where it fails.
string Read(string command, params string[] arguments) => Read(ShortLived, command, arguments);

string Read(Dictionary<string, string> environment, string command, params string[] arguments)
{
    var (code, output, errors) = Hear(environment, command, arguments);
    return code == 0 ? output : throw new CakeException($"{command} {string.Join(' ', arguments.Take(2))} ended with {code}.\n{output}\n{errors}");
}

// Starts a command silently, and hands back its exit code and all that it printed.
(int Code, string Output) Hear(string command, params string[] arguments)
{
    var (code, output, errors) = Hear(ShortLived, command, arguments);
    return (code, $"{output}\n{errors}".TrimEnd());
}

(int Code, string Output, string Errors) Hear(Dictionary<string, string> environment, string command, string[] arguments)
{
    var settings = new ProcessSettings
    {
        EnvironmentVariables = environment,
        Arguments = Quoted(arguments),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    var code = StartProcess(command, settings, out var output, out var errors);
    return (code, string.Join('\n', output), string.Join('\n', errors));
}

ProcessArgumentBuilder Quoted(string[] arguments)
{
    var builder = new ProcessArgumentBuilder();
    foreach (var argument in arguments) builder.AppendQuoted(argument);
    return builder;
}
