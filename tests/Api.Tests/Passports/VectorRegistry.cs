using System.Reflection;
using System.Text.Json.Nodes;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Tests.WhatsApp;
using AiIdentity.Domain.WhatsApp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiIdentity.Api.Tests.Passports;

/// <summary>A clock that can be set, back too.</summary>
internal sealed class VectorClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A registry that holds what docs/vectors says: its keys, identities, surfaces and Passports.</summary>
internal sealed class VectorRegistry(IServiceProvider services, VectorClock clock)
{
    private static readonly DateTimeOffset Verified = Time("2026-05-20T09:00:00Z");
    private static readonly DateTimeOffset Checked = Time("2026-05-30T06:00:00Z");
    private static readonly DateTimeOffset Due = Time("2026-06-05T06:00:00Z");
    private static readonly DateTimeOffset Changed = Time("2026-05-31T08:00:00Z");

    private static readonly string Folder = Path.Combine(Root(), "docs", "vectors");

    public static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;

    public static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    public async Task FillAsync()
    {
        clock.Now = Changed;
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IRegistryDb>();
        var vault = scope.ServiceProvider.GetRequiredService<IAddressVault>();
        // What the process made at its start gives way.
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(
            async ct => await db.Passports.ExecuteDeleteAsync(ct) + await db.SigningKeys.ExecuteDeleteAsync(ct), CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().ExecuteAsync(async ct =>
        {
            var keys = Keys();
            db.SigningKeys.AddRange(keys.Values);
            var owner = Account.Register("owner@acme.example", Verified);
            owner.ConfirmEmail(Verified);
            db.Accounts.Add(Quiet(owner));
            var bound = new Dictionary<string, (Identity Identity, List<Surface> Surfaces)>(StringComparer.Ordinal);
            var slot = 1;
            foreach (var record in Read("whois.json")["records"]!.AsArray())
            {
                var identity = record!["is_demo"] is null ? Add(db, owner, slot++, record) : await db.Identities.SingleAsync(i => i.Id == IdentityId.Demo, ct);
                if (record["is_demo"] is not null) Set(identity, nameof(Identity.Capabilities), Capabilities(record));
                var surfaces = record["surfaces"]!.AsArray().Select(s => Bind(identity, s!, vault)).ToList();
                db.Surfaces.AddRange(surfaces);
                bound[record.Text("identity")] = (identity, surfaces);
            }

            foreach (var (passport, sequence) in Issued(bound, keys).Select((p, i) => (p, i)))
            {
                Set(passport, nameof(Passport.Sequence), (long)sequence);
                db.Passports.Add(Quiet(passport));
            }

            return true;
        }, CancellationToken.None);
    }

    // The keys in the order of their lives; the compromised one has been, the spent one has nothing left to sign for.
    private static Dictionary<string, SigningKey> Keys()
    {
        var pairs = Read("keys.json")["keys"]!.AsArray().ToDictionary(
            k => k!.Text("name"),
            k => new KeyPair(Domain.Shared.Id.Parse<SigningKeyId>(k!["jwk"]!.Text("kid")), k["jwk"]!.Text("x"), "none:published in docs/vectors"), StringComparer.Ordinal);
        var line = new KeyLine([]);
        var act = new KeyAct(AccountId.Registry, "vectors");
        var compromised = line.Begin(pairs["compromised"], Time("2025-06-01T00:00:00Z"));
        line.Compromise(compromised.Id, act, Time("2025-10-01T00:00:00Z"));
        var spent = line.Begin(pairs["spent"], Time("2025-10-01T00:00:00Z"));
        var retired = line.AnnounceDue(pairs["retired"], Time("2025-12-20T00:00:00Z"));
        var inUse = line.AnnounceDue(pairs["in_use"], Time("2026-03-22T00:00:00Z"));
        var announced = line.Rotate(pairs["announced"], act, Time("2026-05-25T00:00:00Z"));
        retired.RecordSigning(Time("2026-06-18T00:00:00Z"), Time("2026-03-20T00:00:00Z"));
        inUse.RecordSigning(Time("2027-05-20T09:30:00Z"), Time("2026-05-20T09:30:00Z"));
        spent.RecordSigning(Time("2026-03-01T00:00:00Z"), Time("2025-12-01T00:00:00Z"));
        return new[] { compromised, spent, retired, inUse, announced }.Select(Quiet).ToDictionary(k => k.Id.ToString(), StringComparer.Ordinal);
    }

    private static Identity Add(IRegistryDb db, Account owner, int slot, JsonNode record)
    {
        var details = new IdentityDetails(
            record.Text("name"), record["operator"]!["display"]?.GetValue<string>(), record["operator"]!["anonymous"]!.GetValue<bool>(), Capabilities(record));
        var identity = Identity.Create(owner.Id, slot, details, Verified);
        Set(identity, nameof(Identity.Id), Domain.Shared.Id.Parse<IdentityId>(record.Text("identity")));
        if (record.Text("tier") is "business_verified") identity.Attest(Tier.BusinessVerified, "a provider", "a reference", owner.Id, Verified);
        if (record.Text("status") is "suspended") identity.Suspend("vectors", Changed);
        if (record.Text("status") is "revoked") identity.Revoke(Changed, "vectors");
        db.Identities.Add(Quiet(identity));
        return identity;
    }

    private static Surface Bind(Identity identity, JsonNode shown, IAddressVault vault)
    {
        var address = Wa.Parse(shown.Text("surface"));
        var surface = Surface.Claim(identity.Id, identity.OwnerId, address.Methods[0], vault.Seal(address), true, Verified);
        surface.Bind(Wa.Proof("pair", "100001", false, method: address.Methods[0]), address.Methods[0].Rechecks, 1, Verified);
        if (shown.Text("freshness") is "suspended")
        {
            surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Changed - TimeSpan.FromHours(1));
            surface.Look(WhatsAppOutcomes.NumberMismatch, WhatsAppScheme.Phone.Rechecks, CheckOrigin.Background, Changed);
        }

        Set(surface.Binding!, nameof(Binding.LastCheckedAt), Checked);
        Set(surface.Binding!, nameof(Binding.NextCheckDue), Due);
        return Quiet(surface);
    }

    // Every Passport that the tables speak of, from its own token; never_issued is the one that the registry does not know.
    private static IEnumerable<Passport> Issued(Dictionary<string, (Identity Identity, List<Surface> Surfaces)> bound, Dictionary<string, SigningKey> keys)
    {
        var cases = Read("decisions.json")["cases"]!.AsArray();
        var withdrawn = cases.Where(c => c!.Text("name") is "revoked" or "of a revoked identity").Select(c => c!.Text("passport")).ToHashSet(StringComparer.Ordinal);
        var tokens = cases.Where(c => c!.Text("name") is not "never issued").Select(c => c!.Text("passport"));
        foreach (var token in tokens.GroupBy(t => Claims(t).Text("jti"), StringComparer.Ordinal).Select(g => g.First()))
        {
            var claims = Claims(token);
            if (!keys.TryGetValue(claims.Text("key_id"), out var key)) continue;
            var (identity, surfaces) = bound[claims.Text("sub")];
            var issuedAt = DateTimeOffset.FromUnixTimeSeconds(claims["iat"]!.GetValue<long>());
            var days = (int)((claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()) / 86_400);
            var passport = Passport.Issue(
                Domain.Shared.Id.Parse<PassportId>(claims.Text("jti")), identity.Id, identity.OwnerId, key.Id, 0,
                surfaces.Select(s => new NamedSurface(s.Id, 1)), token, issuedAt, days, issuedAt);
            if (withdrawn.Contains(token)) passport.Revoke(RevocationReason.Operator, "operator", Changed);
            if (key.CompromisedAt is not null) passport.Revoke(RevocationReason.KeyCompromised, "key_compromised", Changed);
            yield return passport;
        }
    }

    private static JsonNode Claims(string token) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    private static string[] Capabilities(JsonNode record) => [.. record["capabilities"]!.AsArray().Select(c => c!.GetValue<string>())];

    // What is filled in has happened long ago: nobody reacts to it.
    private static T Quiet<T>(T aggregate) where T : Domain.Shared.Aggregate
    {
        aggregate.TakeEvents();
        return aggregate;
    }

    private static void Set(object of, string property, object value) =>
        of.GetType().GetProperty(property, BindingFlags.Instance | BindingFlags.Public)!.SetValue(of, value);

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "AiIdentity.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("AiIdentity.sln");
        return at.FullName;
    }
}
