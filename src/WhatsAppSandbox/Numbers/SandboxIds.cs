using System.Security.Cryptography;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal static class SandboxIds
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // Fifteen digits that start 2 to 9: never one of the two fixed accounts' ids.
    internal static string NewPhoneNumberId() => RandomNumberGenerator.GetString("23456789", 1) + RandomNumberGenerator.GetString("0123456789", 14);

    internal static string NewProfileId() => RandomNumberGenerator.GetString(Letters, 22);

    internal static string NewAccessToken() => "EAA" + RandomNumberGenerator.GetString(Letters, 60);

    internal static string NewTraceId() => "A" + RandomNumberGenerator.GetString(Letters, 22);
}
