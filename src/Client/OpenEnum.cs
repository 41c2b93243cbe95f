using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiIdentity.Client;

/// <summary>
/// A value of one of the API's enumerations, which may grow: one that this version has no name for keeps its text, equals only itself and
/// is written as it came. The default value is the empty text, which is known nowhere.
/// </summary>
public interface IOpenEnum<TSelf> where TSelf : struct, IOpenEnum<TSelf>
{
    /// <summary>All values that this version has a name for, in the order of the API's description.</summary>
    static abstract IReadOnlyList<TSelf> Known { get; }

    /// <summary>As the API writes it: <c>identity_verified</c>. Never null.</summary>
    string Value { get; }

    /// <summary>Whether this version has a name for it.</summary>
    bool IsKnown { get; }

    /// <summary>The value with that text, known or not.</summary>
    static abstract TSelf Of(string value);
}

/// <summary>Reads and writes an open enumeration as its text.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenEnumConverter<T> : JsonConverter<T> where T : struct, IOpenEnum<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? T.Of(reader.GetString()!) : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.Of(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Value);
    }
}
