using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>A Passport's claims as they are signed, in this order.</summary>
internal sealed record PassportWire(
    [property: JsonRequired] string Iss,
    [property: JsonRequired] string Sub,
    [property: JsonRequired] string Aud,
    [property: JsonRequired] long Iat,
    [property: JsonRequired] long Nbf,
    [property: JsonRequired] long Exp,
    [property: JsonRequired] string Jti,
    [property: JsonRequired] string Tier,
    [property: JsonRequired] string Operator,
    [property: JsonRequired] IReadOnlyList<string> Surfaces,
    [property: JsonRequired] IReadOnlyList<string> Capabilities,
    [property: JsonRequired] string KeyId,
    [property: JsonRequired] string RegistryUrl,
    [property: JsonRequired] StatusWire Status)
{
    private const long LatestTime = 253_402_300_799;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(PassportClaims c) => JsonSerializer.SerializeToUtf8Bytes(
        new PassportWire(
            c.Issuer, c.Subject, c.Audience, c.IssuedAt.ToUnixTimeSeconds(), c.NotBefore.ToUnixTimeSeconds(), c.ExpiresAt.ToUnixTimeSeconds(), c.Id,
            Words.Of(c.Tier), c.Operator, c.Surfaces, c.Capabilities, c.KeyId, c.RegistryUrl, new StatusWire(new StatusListWire(c.StatusIndex, c.StatusUri))),
        Options);

    /// <returns>Null for claims that are not a Passport's.</returns>
    public static PassportClaims? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<PassportWire>(json, Options) is { } wire
                && Words.Parse<Tier>(wire.Tier) is { } tier
                && IsTime(wire.Iat) && IsTime(wire.Nbf) && IsTime(wire.Exp)
                && wire.Surfaces.All(s => s is not null) && wire.Capabilities.All(c => c is not null)
                    ? new PassportClaims(
                        wire.Iss, wire.Sub, wire.Aud, At(wire.Iat), At(wire.Nbf), At(wire.Exp), wire.Jti, tier, wire.Operator, wire.Surfaces, wire.Capabilities,
                        wire.KeyId, wire.RegistryUrl, wire.Status.StatusList.Idx, wire.Status.StatusList.Uri)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsTime(long seconds) => seconds is >= 0 and <= LatestTime;

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);
}

internal sealed record StatusWire([property: JsonRequired] StatusListWire StatusList);

internal sealed record StatusListWire([property: JsonRequired] int Idx, [property: JsonRequired] string Uri);
