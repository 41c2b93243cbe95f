namespace AiIdentity.Cli;

/// <summary>What a command sees of the world around it.</summary>
/// <param name="Environment">The value of a variable, null where it is not set.</param>
/// <param name="IsTerminal">Whether a person reads the output: colours and the width of the window.</param>
internal sealed record Surroundings(TextReader In, TextWriter Out, TextWriter Error, Func<string, string?> Environment, bool IsTerminal, TimeProvider Clock)
{
    public static Surroundings OfThisProcess() =>
        new(Console.In, Console.Out, Console.Error, System.Environment.GetEnvironmentVariable, !Console.IsOutputRedirected, TimeProvider.System);
}
