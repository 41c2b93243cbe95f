using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using AiIdentity.Application.Observability;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Signing;

internal sealed class PassportSigner(RegistryDb db, IUnitOfWork unit, PrivateKeys privateKeys, KeyRing ring, AfterCommit afterCommit, RegistryMeter meter, TimeProvider clock)
    : IPassportSigner
{
    private const string StatusListType = "statuslist+jwt";

    public async Task<SigningKeyId> KeyInUseAsync(DateTimeOffset now, CancellationToken ct) =>
        (await FindInUseAsync(now, ct))?.Id ?? await unit.ExecuteAsync(inner => BeginAsync(now, inner), ct);

    public async Task<string> SignAsync(PassportClaims claims, CancellationToken ct)
    {
        var (id, now) = (Id.Parse<SigningKeyId>(claims.KeyId), clock.Now());
        // Read by now, within the same unit of work.
        var key = await db.SigningKeys.FindAsync([id], ct) ?? throw new InvalidOperationException("A key that signs is in the store.");
        // Its term may have ended since its name was asked for.
        if (key.StatusAt(now) is not SigningKeyStatus.InUse) throw new RefusedException(RequestErrors.LostRace);
        // Saved with the Passport: that the row changes makes a compromise at the same moment, by another process, a lost race of one of the two.
        key.RecordSigning(claims.ExpiresAt, now);
        var token = Sign(PassportCodec.Write(claims), PassportCodec.Type, claims.KeyId, await OpenAsync(key, ct));
        return token.Length <= TokenReader.MaxLength ? token : throw new RefusedException(PassportErrors.TooLarge);
    }

    public async Task<string> SignStatusListAsync(string uri, ReadOnlyMemory<byte> zlib, TimeSpan ttl, DateTimeOffset now, CancellationToken ct)
    {
        await KeyInUseAsync(now, ct);
        var key = await FindInUseAsync(now, ct) ?? throw new InvalidOperationException("No key is in use.");
        return Sign(Write(uri, zlib.Span, ttl, now), StatusListType, key.Id.ToString(), await OpenAsync(key, ct));
    }

    private async Task<SigningKey?> FindInUseAsync(DateTimeOffset now, CancellationToken ct) =>
        new KeyLine(await db.SigningKeys.ToListAsync(ct)).InUseAt(now);

    // Two processes that both begin meet at the index of numbers: the loser is run again and finds the winner's key.
    private async Task<SigningKeyId> BeginAsync(DateTimeOffset now, CancellationToken ct)
    {
        var line = new KeyLine(await db.SigningKeys.AsNoTracking().ToListAsync(ct));
        if (line.InUseAt(now) is { } other) return other.Id;
        var key = line.Begin(await privateKeys.MakeAsync(now, ct), now);
        db.SigningKeys.Add(key);
        afterCommit.Add(ring.Forget);
        await unit.SaveAsync(ct);
        return key.Id;
    }

    private string Sign(byte[] payload, string type, string keyId, IPrivateKey key)
    {
        var start = clock.GetTimestamp();
        var token = Jws.Sign(payload, type, keyId, key);
        meter.TookToSign(clock.GetElapsedTime(start));
        return token;
    }

    private Task<IPrivateKey> OpenAsync(SigningKey key, CancellationToken ct) =>
        privateKeys.OpenAsync(key.PrivateKey ?? throw new InvalidOperationException("The key in use has lost its private key."), ct);

    private static byte[] Write(string uri, ReadOnlySpan<byte> zlib, TimeSpan ttl, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sub", uri);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("ttl", (long)ttl.TotalSeconds);
            json.WriteStartObject("status_list");
            json.WriteNumber("bits", 2);
            json.WriteString("lst", Base64Url.EncodeToString(zlib));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
