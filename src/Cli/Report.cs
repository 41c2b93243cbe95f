using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace AiIdentity.Cli;

/// <summary>What a command says: tables for people, with colours where a person reads them, or one JSON document for programs.</summary>
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

    public Report(Surroundings around, bool json)
    {
        (_out, _error, Json) = (around.Out, around.Error, json);
        var colours = around.IsTerminal && string.IsNullOrEmpty(around.Environment("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(around.Out),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        // Nobody's window: no line is broken or cut.
        if (!around.IsTerminal) _console.Profile.Width = 10_000;
    }

    public bool Json { get; }

    public void Document(object document) => _out.WriteLine(Written(document));

    public static string Written(object document) => JsonSerializer.Serialize(document, Wire);

    /// <summary>One line, with Spectre's markup; what is put in is escaped.</summary>
    public void Line(FormattableString markup) => _console.MarkupLineInterpolated(CultureInfo.InvariantCulture, markup);

    /// <summary>A text as it is, never broken over lines.</summary>
    public void Text(string text) => _out.WriteLine(Printable(text));

    /// <summary>Names on the left, values on the right; a value that is not there is left out.</summary>
    public void Facts(params (string Name, string? Value)[] facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
            if (value is not null) grid.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(Printable(value)));
        _console.Write(grid);
    }

    public void Table(string[] columns, IEnumerable<string?[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(Printable(cell ?? ""))));
        _console.Write(table);
    }

    public ExitCode Fail(ExitCode code, string word, string message)
    {
        if (Json) Document(new { code = word, detail = message });
        else _error.WriteLine($"aii: {Printable(message)}");
        return code;
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The word of an enum's member as the wire writes it.</summary>
    public static string Word<T>(T member) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());

    // What an operator chose as a name must not move the cursor or turn the text around.
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? "�" : rune.ToString()));

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
