using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AiIdentity.Client;
using Spectre.Console;

namespace AiIdentity.Cli;

/// <summary>What a command says: tables for people, tab-separated lines where nobody's terminal is, or one JSON document for programs.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new Utc() },
        // Null members are written, but for the one that only the reference identity has.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { type => DemoOnly(type.Properties.FirstOrDefault(member => member.Name == "is_demo")) } },
    };

    private readonly TextWriter _out;
    private readonly TextWriter _error;
    private readonly IAnsiConsole _console;
    private readonly bool _isTerminal;

    public Report(Surroundings around, bool json)
    {
        (_out, _error, Json, _isTerminal) = (around.Out, around.Error, json, around.IsTerminal);
        var colours = around.IsTerminal && string.IsNullOrEmpty(around.Environment("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(around.Out),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        Width = around.Width ?? _console.Profile.Width;
        // Lines are broken here, where it is known which may be.
        _console.Profile.Width = 10_000;
    }

    public bool Json { get; }

    private int Width { get; }

    public void Document(object document) => _out.WriteLine(Written(document));

    public static string Written(object document) => JsonSerializer.Serialize(document, Wire);

    /// <summary>One line, with Spectre's markup; what is put in is escaped.</summary>
    public void Line(FormattableString markup) =>
        _console.MarkupLineInterpolated(CultureInfo.InvariantCulture, System.Runtime.CompilerServices.FormattableStringFactory.Create(
            markup.Format, [.. markup.GetArguments().Select(argument => argument is string text ? Printable(text) : argument)]));

    /// <summary>Whom it is about.</summary>
    public void Heading(string name, string id)
    {
        if (_isTerminal) Line($"[bold]{name}[/]  {id}");
        else Facts(("name", name), ("identity", id));
    }

    /// <summary>A text as it is, never broken over lines.</summary>
    public void Text(string text) => _out.WriteLine(Printable(text));

    /// <summary>Something about the output that is none of it.</summary>
    public void Note(string text) => (_isTerminal ? _out : _error).WriteLine(Printable(text));

    /// <summary>Names on the left, values on the right; a value that is not there is left out.</summary>
    public void Facts(params (string Name, string? Value)[] facts)
    {
        var said = facts.Where(fact => fact.Value is not null).Select(fact => (fact.Name, Value: Printable(fact.Value!))).ToList();
        if (!_isTerminal)
        {
            foreach (var (name, value) in said) _out.WriteLine($"{name}\t{value}");
            return;
        }

        var indent = said.Count == 0 ? 0 : said.Max(fact => fact.Name.Length) + 3;
        foreach (var (name, value) in said)
        {
            var lines = Broken(value, Math.Max(1, Width - indent)).ToList();
            for (var i = 0; i < lines.Count; i++)
            {
                if (i == 0) _console.Markup($"[dim]{name.PadRight(indent).EscapeMarkup()}[/]");
                else _out.Write(new string(' ', indent));
                _out.WriteLine(lines[i]);
            }
        }
    }

    /// <summary>A table where it fits the window, else one block of lines a row: no cell is ever cut or broken within a word.</summary>
    public void Table(string[] columns, IEnumerable<string?[]> rows)
    {
        var cells = rows.Select(row => row.Select(cell => Printable(cell ?? "")).ToArray()).ToList();
        if (!_isTerminal)
        {
            _out.WriteLine(string.Join('\t', columns));
            foreach (var row in cells) _out.WriteLine(string.Join('\t', row));
            return;
        }

        if (columns.Select((column, i) => cells.Select(row => row[i].GetCellWidth()).Append(column.Length).Max() + 3).Sum() + 1 <= Width)
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column)).NoWrap());
            foreach (var row in cells) table.AddRow(row.Select(cell => new Text(cell)));
            _console.Write(table);
            return;
        }

        foreach (var row in cells)
        {
            _out.WriteLine();
            Facts([.. columns.Select((column, i) => (column, row[i].Length == 0 ? null : (string?)row[i]))]);
        }
    }

    public ExitCode Fail(ExitCode code, string word, string message, TimeSpan? retryAfter = null)
    {
        if (Json) Document(retryAfter is { } wait ? new { code = word, detail = message, retry_after_seconds = (long)wait.TotalSeconds } : new { code = word, detail = message });
        else _error.WriteLine($"aii: {Printable(message)}{(retryAfter is { } pause ? $" Try again in {Words.Of(pause)}." : "")}");
        return code;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // What an operator chose as a name must not move the cursor, part a cell or turn the text around.
    internal static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? "�" : rune.ToString()));

    // A word longer than a line stands whole: who copies an id or a token must get all of it.
    private static IEnumerable<string> Broken(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.ToString().GetCellWidth() + 1 + word.GetCellWidth() > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }

        yield return line.ToString();
    }

    private static void DemoOnly(JsonPropertyInfo? member)
    {
        if (member is not null) member.ShouldSerialize = static (_, value) => value is true;
    }

    private sealed class Utc : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }
}
