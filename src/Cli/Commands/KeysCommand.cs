using System.CommandLine;
using System.Text.Json;

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
                session.Report.Table(["key", "kind", "public key"], jwks.RootElement.GetProperty("keys").EnumerateArray().Select(key =>
                    new[] { Text(key, "kid"), Text(key, "crv"), Text(key, "x") }));
            }

            return ExitCode.Good;
        });

    private static string? Text(JsonElement key, string member) => key.TryGetProperty(member, out var text) ? text.GetString() : null;
}
