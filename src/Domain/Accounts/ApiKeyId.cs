using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Accounts;

/// <summary>Names an API key, written <c>key_</c> + ULID.</summary>
public readonly record struct ApiKeyId(Ulid Value) : IId<ApiKeyId>
{
    public static string Prefix => "key_";
    public static ApiKeyId From(Ulid value) => new(value);
    public static ApiKeyId New(DateTimeOffset now) => Id.New<ApiKeyId>(now);
    public override string ToString() => Id.Write(this);

    public static bool operator <(ApiKeyId left, ApiKeyId right) => left.Value < right.Value;
    public static bool operator >(ApiKeyId left, ApiKeyId right) => left.Value > right.Value;
}
