// Starts a command in this folder and hands back its exit code.
int Run(string command, params string[] arguments) =>
    StartProcess(command, new ProcessSettings { Arguments = Quoted(arguments) });

// Starts dotnet and throws where it fails.
void Dotnet(params string[] arguments)
{
    var code = Run("dotnet", arguments);
    if (code != 0) throw new CakeException($"dotnet {string.Join(' ', arguments.Take(2))} ended with {code}.");
}

// Starts a command silently; what it printed is shown only where it fails.
string Read(string command, params string[] arguments) => Read([], command, arguments);

string Read(Dictionary<string, string> environment, string command, params string[] arguments)
{
    var settings = new ProcessSettings
    {
        EnvironmentVariables = environment,
        Arguments = Quoted(arguments),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    var code = StartProcess(command, settings, out var output, out var errors);
    var text = string.Join('\n', output);
    return code == 0
        ? text
        : throw new CakeException($"{command} {string.Join(' ', arguments.Take(2))} ended with {code}.\n{text}\n{string.Join('\n', errors)}");
}

ProcessArgumentBuilder Quoted(string[] arguments)
{
    var builder = new ProcessArgumentBuilder();
    foreach (var argument in arguments) builder.AppendQuoted(argument);
    return builder;
}
