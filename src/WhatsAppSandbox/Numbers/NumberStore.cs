using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal sealed class NumberStore
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly StateFile? file;
    private volatile Snapshot now;

    public NumberStore(IOptions<WhatsAppSandboxOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        file = options.Value.StatePath is { } path ? new StateFile(path) : null;
        now = new Snapshot(file?.Load() ?? []);
    }

    // In the order in which they were made; readers see one consistent snapshot.
    internal ImmutableList<PhoneRecord> All => now.All;

    internal PhoneRecord? Find(string? phoneNumberId) => phoneNumberId is null ? null : now.ById.Value.GetValueOrDefault(phoneNumberId);

    internal PhoneRecord? FindByAccessToken(string accessToken) => now.ByAccessToken.Value.GetValueOrDefault(accessToken);

    internal PhoneRecord? FindByUsername(string username) => now.ByUsername.Value.GetValueOrDefault(username);

    internal PhoneRecord Add(Func<PhoneRecord, PhoneRecord> fill)
    {
        lock (gate)
        {
            var record = fill(new PhoneRecord
            {
                PhoneNumberId = SandboxIds.NewPhoneNumberId(),
                WabaId = WhatsAppSandboxOptions.FirstWabaId,
                ProfileId = SandboxIds.NewProfileId(),
                AccessToken = SandboxIds.NewAccessToken(),
                CreatedAt = clock.GetUtcNow(),
            });
            if (All.Exists(r => r.WabaId == WhatsAppSandboxOptions.FirstWabaId && r.Phone == record.Phone))
                record = record with { WabaId = WhatsAppSandboxOptions.SecondWabaId };
            RefuseTakenUsername(record);
            Keep(All.Add(record));
            return record;
        }
    }

    internal PhoneRecord Change(string phoneNumberId, Func<PhoneRecord, PhoneRecord> change)
    {
        lock (gate)
        {
            var before = Find(phoneNumberId) ?? throw Refusal.UnknownNumber(phoneNumberId);
            var after = change(before);
            RefuseTakenUsername(after);
            Keep(All.Replace(before, after));
            return after;
        }
    }

    internal void Remove(string phoneNumberId)
    {
        lock (gate)
            Keep(All.Remove(Find(phoneNumberId) ?? throw Refusal.UnknownNumber(phoneNumberId)));
    }

    private void RefuseTakenUsername(PhoneRecord record)
    {
        if (record.Username is { } username
            && All.Exists(other => other.PhoneNumberId != record.PhoneNumberId && string.Equals(other.Username, username, StringComparison.OrdinalIgnoreCase)))
            throw new Refusal($"The username '{username}' belongs to another number.", StatusCodes.Status409Conflict);
    }

    // The file first: what was answered to a caller is on disk.
    private void Keep(ImmutableList<PhoneRecord> changed)
    {
        file?.Save(changed);
        now = new Snapshot(changed);
    }

    // Indexed when first asked: thousands of numbers are looked up as fast as one.
    private sealed class Snapshot(ImmutableList<PhoneRecord> all)
    {
        internal ImmutableList<PhoneRecord> All => all;
        internal Lazy<Dictionary<string, PhoneRecord>> ById { get; } = Index(all, r => r.PhoneNumberId, StringComparer.Ordinal);
        internal Lazy<Dictionary<string, PhoneRecord>> ByAccessToken { get; } = Index(all, r => r.AccessToken, StringComparer.Ordinal);
        internal Lazy<Dictionary<string, PhoneRecord>> ByUsername { get; } = Index(all, r => r.Username, StringComparer.OrdinalIgnoreCase);

        private static Lazy<Dictionary<string, PhoneRecord>> Index(ImmutableList<PhoneRecord> all, Func<PhoneRecord, string?> key, StringComparer comparer) =>
            new(() => all.Where(r => key(r) is not null).DistinctBy(r => key(r)!, comparer).ToDictionary(r => key(r)!, comparer));
    }
}
