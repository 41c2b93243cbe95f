using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal sealed class NumberStore
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly StateFile? file;
    private volatile ImmutableList<PhoneRecord> records;

    public NumberStore(IOptions<WhatsAppSandboxOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        file = options.Value.StatePath is { } path ? new StateFile(path) : null;
        records = file?.Load() ?? [];
    }

    // In the order in which they were made; readers see one consistent snapshot.
    internal ImmutableList<PhoneRecord> All => records;

    internal PhoneRecord? Find(string? phoneNumberId) =>
        records.Find(r => string.Equals(r.PhoneNumberId, phoneNumberId, StringComparison.Ordinal));

    internal PhoneRecord? FindByAccessToken(string accessToken) =>
        records.Find(r => string.Equals(r.AccessToken, accessToken, StringComparison.Ordinal));

    internal PhoneRecord? FindByUsername(string username) =>
        records.Find(r => string.Equals(r.Username, username, StringComparison.OrdinalIgnoreCase));

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
            if (records.Exists(r => r.WabaId == WhatsAppSandboxOptions.FirstWabaId && r.Phone == record.Phone))
                record = record with { WabaId = WhatsAppSandboxOptions.SecondWabaId };
            RefuseTakenUsername(record);
            Keep(records.Add(record));
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
            Keep(records.Replace(before, after));
            return after;
        }
    }

    internal void Remove(string phoneNumberId)
    {
        lock (gate)
            Keep(records.Remove(Find(phoneNumberId) ?? throw Refusal.UnknownNumber(phoneNumberId)));
    }

    private void RefuseTakenUsername(PhoneRecord record)
    {
        if (record.Username is { } username && FindByUsername(username) is { } holder && holder.PhoneNumberId != record.PhoneNumberId)
            throw new Refusal($"The username '{username}' belongs to another number.", StatusCodes.Status409Conflict);
    }

    // The file first: what was answered to a caller is on disk.
    private void Keep(ImmutableList<PhoneRecord> changed)
    {
        file?.Save(changed);
        records = changed;
    }
}
