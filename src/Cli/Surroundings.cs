using System.Text;

namespace AiIdentity.Cli;

/// <summary>What a command sees of the world around it.</summary>
/// <param name="Environment">The value of a variable, null where it is not set.</param>
/// <param name="IsTerminal">Whether a person reads the output: colours, tables, the width of the window.</param>
/// <param name="Width">How wide the window is; null: as the terminal says.</param>
internal sealed record Surroundings(TextReader In, TextWriter Out, TextWriter Error, Func<string, string?> Environment, bool IsTerminal, TimeProvider Clock, int? Width = null)
{
    // Standard output as it is, without the console's own encoding: what is piped is UTF-8 without a mark.
    public static Surroundings OfThisProcess() =>
        new(Console.In, Console.IsOutputRedirected ? new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = false } : Console.Out,
            Console.Error, System.Environment.GetEnvironmentVariable, !Console.IsOutputRedirected, TimeProvider.System);
}
