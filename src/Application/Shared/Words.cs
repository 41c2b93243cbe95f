using System.Text.Json;

namespace AiIdentity.Application.Shared;

/// <summary>How the members of enums are written outside: snake_case.</summary>
public static class Words
{
    public static string Of<TEnum>(TEnum member) where TEnum : struct, Enum => Spelled<TEnum>.Words[member];

    public static TEnum? Parse<TEnum>(string? word) where TEnum : struct, Enum =>
        word is not null && Spelled<TEnum>.Members.TryGetValue(word, out var member) ? member : null;

    private static class Spelled<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Words =
            Enum.GetValues<TEnum>().ToDictionary(m => m, m => JsonNamingPolicy.SnakeCaseLower.ConvertName(m.ToString()));

        public static readonly Dictionary<string, TEnum> Members =
            Words.ToDictionary(w => w.Value, w => w.Key, StringComparer.Ordinal);
    }
}
