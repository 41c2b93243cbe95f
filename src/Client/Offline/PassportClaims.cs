using System.Text.Json;

namespace AiIdentity.Client.Offline;

/// <summary>What a Passport says, once its signature is known to be good.</summary>
internal sealed record PassportClaims(
    bool IssuerIsOurs,
    bool AudienceIsVerifier,
    string Subject,
    string Id,
    string KeyId,
    DateTimeOffset IssuedAt,
    DateTimeOffset NotBefore,
    DateTimeOffset ExpiresAt,
    Tier Tier,
    string Operator,
    string[] Surfaces,
    string[] Capabilities,
    string RegistryUrl,
    int StatusIndex,
    string StatusUri)
{
    /// <summary>The members that are read, in the order of <see cref="Member"/>.</summary>
    public static readonly byte[][] Names =
    [
        "iss"u8.ToArray(), "sub"u8.ToArray(), "aud"u8.ToArray(), "iat"u8.ToArray(), "nbf"u8.ToArray(), "exp"u8.ToArray(), "jti"u8.ToArray(),
        "tier"u8.ToArray(), "operator"u8.ToArray(), "surfaces"u8.ToArray(), "capabilities"u8.ToArray(), "key_id"u8.ToArray(),
        "registry_url"u8.ToArray(), "status"u8.ToArray(),
    ];

    private const long LastSecond = 253_402_300_799;
    private static readonly byte[][] StatusNames = ["status_list"u8.ToArray()];
    private static readonly byte[][] PlaceNames = ["idx"u8.ToArray(), "uri"u8.ToArray()];

    private enum Member
    {
        Iss, Sub, Aud, Iat, Nbf, Exp, Jti, Tier, Operator, Surfaces, Capabilities, KeyId, RegistryUrl, Status,
    }

    /// <summary>Null where a claim is missing or of another type; claims that nobody knows yet are passed over.</summary>
    /// <param name="issuer">The issuer that is believed.</param>
    public static PassportClaims? Read(TokenForm form, ReadOnlySpan<JsonSlice> values, IssuerUrl issuer)
    {
        try
        {
            return ReadTexts(form, values, issuer);
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair.
            return null;
        }
    }

    private static PassportClaims? ReadTexts(TokenForm form, ReadOnlySpan<JsonSlice> values, IssuerUrl issuer)
    {
        var json = form.Payload;
        foreach (var text in (ReadOnlySpan<Member>)[Member.Iss, Member.Sub, Member.Aud, Member.Jti, Member.Tier, Member.Operator, Member.KeyId, Member.RegistryUrl])
            if (!values[(int)text].IsText) return null;
        if (Time(json, values[(int)Member.Iat]) is not { } issuedAt || Time(json, values[(int)Member.Nbf]) is not { } notBefore
            || Time(json, values[(int)Member.Exp]) is not { } expiresAt || TierOf(values[(int)Member.Tier].In(json)) is not { } tier
            || Texts(json, values[(int)Member.Surfaces]) is not { } surfaces || Texts(json, values[(int)Member.Capabilities]) is not { } capabilities
            || !StrictJson.TextEquals(values[(int)Member.KeyId].In(json), form.KeyId)
            || PlaceOf(json, values[(int)Member.Status]) is not { } place)
        {
            return null;
        }

        return new PassportClaims(
            issuer.IsNamedBy(values[(int)Member.Iss].In(json)), StrictJson.TextEquals(values[(int)Member.Aud].In(json), "verifier"u8),
            Text(json, values[(int)Member.Sub]), Text(json, values[(int)Member.Jti]), Text(json, values[(int)Member.KeyId]),
            issuedAt, notBefore, expiresAt, tier, Text(json, values[(int)Member.Operator]), surfaces, capabilities,
            Text(json, values[(int)Member.RegistryUrl]), place.Index, place.Uri);
    }

    private static string Text(ReadOnlySpan<byte> json, JsonSlice value) => StrictJson.Text(value.In(json));

    private static string[]? Texts(ReadOnlySpan<byte> json, JsonSlice value) => value.Kind is JsonTokenType.EndArray ? StrictJson.Texts(value.In(json)) : null;

    private static DateTimeOffset? Time(ReadOnlySpan<byte> json, JsonSlice value) =>
        value.Kind is JsonTokenType.Number && StrictJson.WholeNumber(value.In(json)) is { } seconds and >= 0 and <= LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static (int Index, string Uri)? PlaceOf(ReadOnlySpan<byte> json, JsonSlice status)
    {
        Span<JsonSlice> found = stackalloc JsonSlice[2];
        if (status.Kind is not JsonTokenType.EndObject) return null;
        var inner = status.In(json);
        if (!StrictJson.TryRead(inner, StatusNames, found) || found[0].Kind is not JsonTokenType.EndObject) return null;
        var place = found[0].In(inner);
        return StrictJson.TryRead(place, PlaceNames, found) && found[0].Kind is JsonTokenType.Number && found[1].IsText
            && StrictJson.WholeNumber(found[0].In(place)) is { } index and >= 0 and <= int.MaxValue
            ? ((int)index, StrictJson.Text(found[1].In(place)))
            : null;
    }

    // Unlike an answer of the API's, a Passport with another tier is none: docs/vectors say so for every verifier.
    private static Tier? TierOf(ReadOnlySpan<byte> value) => new Tier(StrictJson.Text(value)) is { IsKnown: true } tier ? tier : null;
}
