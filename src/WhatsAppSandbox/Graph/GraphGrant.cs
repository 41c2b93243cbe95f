using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Graph;

// Whose token it is: the registry's own, which reaches what was shared with it, or one owner's, which reaches one number.
internal readonly record struct GraphGrant(PhoneRecord? Own)
{
    internal bool Reaches(PhoneRecord number) => Own is null ? number.Shared : Own.PhoneNumberId == number.PhoneNumberId;

    internal bool ReachesWaba(string wabaId) => Own is null ? WhatsAppSandboxOptions.WabaIds.Contains(wabaId) : Own.WabaId == wabaId;
}
