using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Registry;

/// <summary>
/// A public record as it is stored: the facts behind it, and nothing hidden. What they say at an instant is derived, so that no
/// worker has to keep the row up to date. One row per identity, beside the tables that the facts come from.
/// </summary>
/// <param name="ChangedAt">When the record last changed by an act.</param>
/// <param name="Surfaces">The bindings that everybody may find, oldest first.</param>
/// <param name="Passports">Those that may be shown now or later, newest first.</param>
public sealed record StoredRecord(
    string Identity,
    string Name,
    IdentityStatus Status,
    string? Operator,
    bool Anonymous,
    IReadOnlyList<string> Capabilities,
    bool EmailConfirmed,
    Tier? Attested,
    DateTimeOffset ChangedAt,
    IReadOnlyList<StoredSurface> Surfaces,
    IReadOnlyList<StoredPassport> Passports)
{
    private static readonly string Demo = IdentityId.Demo.ToString();

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StoredRecordJson.Default.StoredRecord);

    /// <summary>Reads back what <see cref="ToJson"/> gave.</summary>
    public static StoredRecord FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, StoredRecordJson.Default.StoredRecord) ?? throw new FormatException("The store holds a public record that cannot be read.");

    /// <summary>The surface at that address, if everybody may see it now.</summary>
    public StoredSurface? SurfaceAt(AddressKey key, DateTimeOffset now)
    {
        foreach (var surface in Surfaces)
        {
            if (surface.Key == key.Value && surface.IsPublicAt(now)) return surface;
        }

        return null;
    }

    /// <summary>Whether every binding that a Passport names still holds, in the epoch that it names.</summary>
    public bool Upholds(IReadOnlyList<NamedBinding> named, DateTimeOffset now)
    {
        foreach (var binding in named)
        {
            if (!Holds(binding, now)) return false;
        }

        return true;
    }

    public bool Upholds(Passport passport, DateTimeOffset now) => Upholds(NamedBinding.Of(passport), now);

    public PublicRecord RecordAt(DateTimeOffset now, RegistryOptions registry) => Build(now, ChangedBy(now), registry.IdentityUrl(Identity));

    /// <summary>The next instant at which time alone changes the record.</summary>
    public DateTimeOffset? NextChangeAfter(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var at in Boundaries())
        {
            if (at > now && (next is null || at < next)) next = at;
        }

        return next;
    }

    /// <summary>What the record says at an instant, but for when it last changed; to compare two states of the store.</summary>
    public string ContentAt(DateTimeOffset now) => JsonSerializer.Serialize(Build(now, default, ""));

    private bool Holds(NamedBinding named, DateTimeOffset now)
    {
        foreach (var surface in Surfaces)
        {
            if (surface.Id == named.Surface && surface.Epoch == named.Epoch) return surface.IsPublicAt(now);
        }

        return false;
    }

    // The latest of: the last act, and every instant since at which time alone made the record another.
    private DateTimeOffset ChangedBy(DateTimeOffset now)
    {
        List<DateTimeOffset>? passed = null;
        foreach (var at in Boundaries())
        {
            if (at <= now && at > ChangedAt) (passed ??= []).Add(at);
        }

        if (passed is null) return ChangedAt;
        foreach (var at in passed.Distinct().OrderDescending())
        {
            if (ContentAt(at) != ContentAt(at - TimeSpan.FromTicks(1))) return at;
        }

        return ChangedAt;
    }

    private IEnumerable<DateTimeOffset> Boundaries()
    {
        if (Status is IdentityStatus.Revoked) yield break;
        foreach (var surface in Surfaces)
        {
            yield return surface.NextCheckDue;
            if (surface.LapsesAt is { } lapse) yield return lapse;
        }

        foreach (var passport in Passports) yield return passport.ExpiresAt;
    }

    private PublicRecord Build(DateTimeOffset now, DateTimeOffset asOf, string url)
    {
        var revoked = Status is IdentityStatus.Revoked;
        var shown = new List<PublicSurface>(Surfaces.Count);
        var counts = false;
        if (!revoked)
        {
            foreach (var surface in Surfaces)
            {
                if (!surface.IsPublicAt(now)) continue;
                counts |= surface.StatusAt(now).Counts();
                shown.Add(new PublicSurface(
                    surface.Address, surface.Method, surface.VerifiedAt, surface.LastCheckedAt, surface.NextCheckDue, surface.Lifecycle.FreshnessAt(now), surface.Evidence));
            }
        }

        var tier = revoked ? Tier.Issued : Tiers.Of(EmailConfirmed, counts, Attested);
        return new PublicRecord(
            Identity, Name, Status, tier, new PublicOperator(Anonymous ? null : Operator, Anonymous, tier >= Tier.CreatorVerified), Capabilities,
            shown, revoked ? null : PassportAt(now), url, asOf, Identity == Demo ? true : null);
    }

    private PublicPassport? PassportAt(DateTimeOffset now)
    {
        foreach (var passport in Passports)
        {
            if (now < passport.ExpiresAt && Upholds(passport.Named, now))
                return new PublicPassport(passport.Id, passport.Token, passport.KeyId, passport.IssuedAt, passport.ExpiresAt);
        }

        return null;
    }
}

/// <summary>A binding that everybody may find.</summary>
/// <param name="Key">The address's key, by which it is found.</param>
/// <param name="Epoch">Counts the address's bindings; never disclosed.</param>
public sealed record StoredSurface(
    string Id, string Key, string Address, string Method, int Epoch, DateTimeOffset VerifiedAt, DateTimeOffset LastCheckedAt,
    DateTimeOffset NextCheckDue, DateTimeOffset? LapsesAt, bool GrantLost, bool Suspended, JsonElement? Evidence)
{
    [JsonIgnore]
    public BindingLifecycle Lifecycle => new(NextCheckDue, LapsesAt, GrantLost, Suspended);

    public SurfaceStatus StatusAt(DateTimeOffset now) => Lifecycle.StatusAt(now);

    public bool IsPublicAt(DateTimeOffset now) => StatusAt(now).Holds();
}

/// <summary>A binding that a Passport names, in the epoch that it names.</summary>
public sealed record NamedBinding(string Surface, int Epoch)
{
    public static IReadOnlyList<NamedBinding> Of(Passport passport) => [.. passport.Surfaces.Select(s => new NamedBinding(s.SurfaceId.ToString(), s.Epoch))];
}

/// <summary>A Passport that is not revoked.</summary>
public sealed record StoredPassport(string Id, string Token, string KeyId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, IReadOnlyList<NamedBinding> Named);

[JsonSourceGenerationOptions(Converters = [typeof(CodeConverter<Tier>), typeof(CodeConverter<IdentityStatus>)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoredRecord))]
internal sealed partial class StoredRecordJson : JsonSerializerContext;

/// <summary>An enumeration is kept as the code that it has outside.</summary>
internal sealed class CodeConverter<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Words.Parse<TEnum>(reader.GetString()) ?? throw new JsonException("A stored record holds a code that is none.");

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(Words.Of(value));
}
