using System.Buffers.Text;
using System.CommandLine;
using System.Text.Json;
using AiIdentity.Client;

namespace AiIdentity.Cli.Commands;

internal static class KeysCommand
{
    public static Command Make(Surroundings around) =>
        new Command("keys", "The registry's public keys: in use, announced, and retired ones that still have Passports out").Does(around, async (session, _, ct) =>
        {
            using var jwks = JsonDocument.Parse(await session.Registry.GetJwksAsync(ct));
            if (session.Report.Json) session.Report.Document(jwks.RootElement);
            else
            {
                var inUse = await InUseAsync(session.Registry, ct);
                session.Report.Table(["key", "state", "kind", "public key"], jwks.RootElement.GetProperty("keys").EnumerateArray().Select(key =>
                    new[] { Text(key, "kid"), StateOf(Text(key, "kid"), inUse), Text(key, "crv"), Text(key, "x") }));
            }

            return ExitCode.Good;
        });

    // The key in use signs the status lists, so the first of them names it; where none can be had, the table says nothing of it.
    private static async Task<string?> InUseAsync(RegistryClient registry, CancellationToken ct)
    {
        try
        {
            var list = await registry.GetStatusListAsync("0", ct);
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(list.Split('.')[0]));
            return Text(header.RootElement, "kid");
        }
        catch (Exception e) when (e is RegistryException or FormatException or JsonException or HttpRequestException)
        {
            return null;
        }
    }

    // Ids carry the time when their keys were made: later ones wait for their first use, earlier ones have had their last.
    private static string? StateOf(string? key, string? inUse) =>
        inUse is null || key is null ? null : key == inUse ? "in use" : string.CompareOrdinal(key, inUse) > 0 ? "announced" : "retired";

    private static string? Text(JsonElement key, string member) => key.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
