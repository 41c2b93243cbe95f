using System.Text.Json;
using System.Text.Json.Nodes;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using AiIdentity.Infrastructure.Persistence;
using Jose;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Signing;

internal sealed class PassportSigner(RegistryDb db, IUnitOfWork unit, KeyPairs pairs, KeyRing ring, AfterCommit afterCommit, TimeProvider clock)
    : IPassportSigner, IKeySet
{
    public async Task<SigningKeyId> KeyInUseAsync(DateTimeOffset now, CancellationToken ct)
    {
        var known = new KeyLine(await db.SigningKeys.AsNoTracking().ToListAsync(ct)).InUseAt(now);
        return known?.Id ?? await unit.ExecuteAsync(stop => BeginAsync(now, stop), ct);
    }

    public async Task<string> SignAsync(PassportClaims claims, CancellationToken ct)
    {
        var id = Domain.Shared.Id.Parse<SigningKeyId>(claims.KeyId);
        var key = await db.SigningKeys.SingleAsync(k => k.Id == id, ct);
        key.RecordSigning(claims.ExpiresAt, clock.Now());
        return await SignAsync(key, "JWT", PassportWire.Write(claims), ct);
    }

    public async Task<string> SignStatusListAsync(string uri, ReadOnlyMemory<byte> zlib, TimeSpan ttl, DateTimeOffset now, CancellationToken ct)
    {
        var id = await KeyInUseAsync(now, ct);
        var key = await db.SigningKeys.AsNoTracking().SingleAsync(k => k.Id == id, ct);
        var payload = new JsonObject
        {
            ["sub"] = uri,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["ttl"] = (long)ttl.TotalSeconds,
            ["status_list"] = new JsonObject { ["bits"] = 2, ["lst"] = WebEncoders.Base64UrlEncode(zlib.Span) },
        };
        return await SignAsync(key, "statuslist+jwt", JsonSerializer.SerializeToUtf8Bytes(payload), ct);
    }

    public async Task<string> JwksAsync(DateTimeOffset now, CancellationToken ct)
    {
        await KeyInUseAsync(now, ct);
        var keys = (await db.SigningKeys.AsNoTracking().OrderBy(k => k.Number).ToListAsync(ct)).Where(k => k.IsPublishedAt(now));
        return new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(k => (JsonNode)new JsonObject
            {
                ["kty"] = "OKP",
                ["crv"] = "Ed25519",
                ["x"] = k.PublicKey,
                ["kid"] = k.Id.ToString(),
                ["use"] = "sig",
                ["alg"] = Ed25519Jws.EdDsa,
            })]),
        }.ToJsonString();
    }

    // The index on Number lets one process only make a key; the other finds it on its second try.
    private async Task<SigningKeyId> BeginAsync(DateTimeOffset now, CancellationToken ct)
    {
        var line = new KeyLine(await db.SigningKeys.ToListAsync(ct));
        if (line.InUseAt(now) is { } other) return other.Id;
        var first = line.Begin(await pairs.MakeAsync(now, ct), now);
        db.SigningKeys.Add(first);
        // Whoever called reads it back within this very unit.
        await unit.SaveAsync(ct);
        afterCommit.Want(ring.Forget);
        return first.Id;
    }

    private async Task<string> SignAsync(SigningKey key, string type, byte[] payload, CancellationToken ct)
    {
        var opened = await pairs.OpenAsync(key.PrivateKey ?? throw new InvalidOperationException("That key signs never again."), ct);
        var headers = new Dictionary<string, object>(StringComparer.Ordinal) { ["typ"] = type, ["kid"] = key.Id.ToString() };
        return JWT.EncodeBytes(payload, opened, Ed25519Jws.EdDsa, headers, Ed25519Jws.Settings);
    }
}
