using System.Collections.Immutable;
using System.Text.Json;

namespace AiIdentity.WhatsAppSandbox.Numbers;

internal sealed class StateFile(string path)
{
    internal ImmutableList<PhoneRecord> Load()
    {
        if (!File.Exists(path)) return [];
        PrivateFile.Restrict(path);
        try
        {
            return JsonSerializer.Deserialize<State>(File.ReadAllBytes(path), SandboxJson.Options)?.Numbers ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The sandbox's numbers in '{path}' cannot be read; mend the file or delete it.", e);
        }
    }

    internal void Save(ImmutableList<PhoneRecord> numbers) =>
        PrivateFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new State(numbers), SandboxJson.Options));

    private sealed record State(ImmutableList<PhoneRecord> Numbers);
}
