using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace AiIdentity.Demo;

/// <summary>Prints each step as a person would want to read it.</summary>
internal static class Tell
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static int _steps;

    public static void Step(string what, string how)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{++_steps}. {what}[/]");
        Answer(how);
    }

    // Written as it is: a token must not be broken over lines.
    public static void Answer(string text) => Console.WriteLine("   " + text.Replace("\n", "\n   ", StringComparison.Ordinal));

    public static void Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        Answer(JsonSerializer.Serialize(document, Indented));
    }

    public static void Require(bool held, string otherwise)
    {
        if (!held) throw new UnexpectedException(otherwise);
    }
}

/// <summary>Something was not as the contract says.</summary>
internal sealed class UnexpectedException(string message) : Exception(message);
