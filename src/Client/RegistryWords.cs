using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiIdentity.Client;

/// <summary>
/// The words of the API's enumerations. They may grow: a word that this version does not know is a value of its own, which equals itself,
/// is <see cref="IsKnown"/> nowhere, and is written as it came.
/// </summary>
public static class RegistryWords
{
    /// <summary>The word as the API writes it: <c>identity_verified</c>.</summary>
    public static string Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value) where T : struct, Enum => Words<T>.Of(value);

    /// <summary>Whether this version has a name for it.</summary>
    public static bool IsKnown<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T value) where T : struct, Enum => Words<T>.IsKnown(value);

    internal static class Words<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> where T : struct, Enum
    {
        // Far from every value that the generator deals. Bounded, since the words come from outside.
        private const int FirstUnknown = 1_000_000;
        private const int MostUnknown = 1_000;
        private const int LongestWord = 64;
        private const string Nameless = "unknown";

        private static readonly Dictionary<string, T> Known = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => field.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? field.Name, field => (T)field.GetValue(null)!, StringComparer.Ordinal);

        private static readonly Dictionary<T, string> KnownWords = Known.ToDictionary(word => word.Value, word => word.Key);
        private static readonly ConcurrentDictionary<string, T> Unknown = new(StringComparer.Ordinal);
        private static readonly ConcurrentDictionary<T, string> UnknownWords = new();
        private static int _unknown;

        public static string Of(T value) => KnownWords.TryGetValue(value, out var word) || UnknownWords.TryGetValue(value, out word) ? word : Nameless;

        public static bool IsKnown(T value) => KnownWords.ContainsKey(value);

        public static T Read(string word)
        {
            if (Known.TryGetValue(word, out var value) || Unknown.TryGetValue(word, out value)) return value;
            if (word.Length > LongestWord || Unknown.Count >= MostUnknown) return Value(-1);
            value = Unknown.GetOrAdd(word, _ => Value(FirstUnknown + Interlocked.Increment(ref _unknown)));
            UnknownWords.TryAdd(value, word);
            return value;
        }

        private static T Value(int number) => Unsafe.As<int, T>(ref number);
    }
}

/// <summary>Reads and writes one of the API's enumerations, words that this version does not know among them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenEnumConverter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T> : JsonConverter<T> where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String ? RegistryWords.Words<T>.Read(reader.GetString()!) : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(RegistryWords.Of(value));
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => RegistryWords.Words<T>.Read(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(RegistryWords.Of(value));
    }
}
